package dev.hone.data.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.data.Row;
import dev.hone.data.source.RowReader;
import dev.hone.data.source.Sources;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is written is what the Parquet reader, a library of others, reads.
class ParquetFileTest {
    @TempDir Path folder;

    private List<String> written(List<String> rows) throws IOException {
        List<JsonNode> json = rows.stream().map(row -> JsonMapper.shared().readTree(row.replace('\'', '"'))).toList();
        Path file = folder.resolve("rows.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            ParquetFile.write(out, json::stream);
        }
        List<String> read = new ArrayList<>();
        try (RowReader reader = Sources.open(file, "rows.parquet")) {
            for (Row row; (row = reader.next()) != null; ) read.add(row.fields().toString().replace('"', '\''));
        }
        return read;
    }

    @Test void rowsComeBack() throws IOException {
        List<String> rows = List.of(
                "{'id':1,'score':0.5,'good':true,'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'é😀'}],'ids':[1,2,3]}",
                "{'id':-9007199254740993,'score':2.0,'good':false,'messages':[{'role':'user','content':''}],'ids':[]}",
                "{'id':3,'score':-1.0E300,'good':true,'messages':[],'ids':[4]}");
        assertEquals(rows, written(rows));
    }

    @Test void listsOfListsAndOfObjectsWithListsComeBack() throws IOException {
        List<String> rows = List.of("{'a':[[1,2],[],[3]],'b':[{'c':['x','y']},{'c':[]},{'c':['z']}]}", "{'a':[[]],'b':[]}", "{'a':[],'b':[{'c':['u']}]}");
        assertEquals(rows, written(rows));
    }

    @Test void whatIsMissingIsNull() throws IOException {
        // Columns stand in the order in which rows named them first.
        assertEquals(List.of("{'a':1,'c':[{'d':'x'}],'b':null}", "{'a':null,'c':[{'d':'z','e':true}],'b':'y'}"),
                written(List.of("{'a':1,'c':[{'d':'x'}]}", "{'b':'y','c':[{'e':true,'d':'z'}]}")));
    }

    @Test void manyRowsAndFlagsComeBack() throws IOException {
        List<String> rows = IntStream.range(0, 3001).mapToObj(i -> "{'n':" + i + ",'flag':" + (i % 3 == 0) + ",'half':" + i / 2.0 + "}").toList();
        assertEquals(rows, written(rows));
    }

    @Test void aColumnHasOneType() {
        UserError mistake = assertThrows(UserError.class, () -> written(List.of("{'a':{'b':1}}", "{'a':{'b':'x'}}")));
        assertEquals("the column .a.b is a number in one row and a text in another, and a column of Parquet has one type; write JSON Lines", mistake.getMessage());
    }

    @Test void noRowsAreAFileToo() throws IOException {
        assertEquals(List.of(), written(List.of()));
    }
}
