package dev.hone.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.BadRow;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Each kind of file, whole and broken. Recorded files are made by `tools/golden/data_fixtures.py`.
class SourcesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path GOLDEN = Path.of("src/test/resources/golden/data");

    @TempDir Path folder;

    /// All rows, `NUMBER JSON`; a bad one as its message.
    private List<String> read(String name, String content) throws IOException {
        return read(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> read(String name, byte[] content) throws IOException {
        return read(Files.write(folder.resolve(name), content));
    }

    private static List<String> read(Path file) {
        return rows(Sources.open(file, file.getFileName().toString()));
    }

    private static List<String> rows(RowReader reader) {
        List<String> rows = new ArrayList<>();
        try (reader) {
            while (true) {
                try {
                    Row row = reader.next();
                    if (row == null) return rows;
                    rows.add(row.number() + " " + row.fields().toString().replace('"', '\''));
                } catch (BadRow bad) {
                    rows.add(bad.getMessage());
                }
            }
        }
    }

    private void assertRefused(String message, String name, String content) {
        assertEquals(message, assertThrows(UserError.class, () -> read(name, content)).getMessage());
    }

    @Test void jsonLinesAreNumberedAndBlankOnesPassedOver() throws IOException {
        assertEquals(List.of("1 {'a':1}", "4 {'a':'ü'}"), read("a.jsonl", "\uFEFF{\"a\": 1}\r\n\r\n  \n{\"a\": \"ü\"}"));
        assertEquals(List.of(), read("empty.jsonl", ""));
        assertEquals(List.of(), read("blank.jsonl", "\n\n"));
    }

    @Test void aBrokenLineDoesNotHideTheNext() throws IOException {
        assertEquals(List.of("a.jsonl:1: not valid JSON: it ends in the middle (column 6); expected one whole JSON object in this line",
                "a.jsonl:2: is [1]; expected a JSON object",
                "a.jsonl:3: not valid JSON: Duplicate Object property \"a\" (column 11); expected one whole JSON object in this line",
                "5 {'b':2}"), read("a.jsonl", "{\"a\":\n[1]\n{\"a\":1,\"a\":2}\n\n{\"b\":2}\n"));
    }

    @Test void aLineThatIsNotUtf8IsNamed() throws IOException {
        byte[] latin1 = "{\"a\":\"x\"}\n{\"a\":\"Grüße\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        List<String> rows = read("a.jsonl", latin1);
        assertEquals("1 {'a':'x'}", rows.get(0));
        assertTrue(rows.get(1).startsWith("a.jsonl:2: not valid JSON: Invalid UTF-8"), rows.get(1));
    }

    @Test void aLineMayBeLongerThanTheBuffer() throws IOException {
        String text = "x".repeat(300_000);
        assertEquals(List.of("1 {'a':'" + text + "'}", "2 {'a':'y'}"), read("a.jsonl", "{\"a\":\"" + text + "\"}\n{\"a\":\"y\"}"));
    }

    @Test void jsonIsAnArrayOfRows() throws IOException {
        assertEquals(List.of("1 {'a':1}", "2 {'a':2}"), read("a.json", "\uFEFF[{\"a\": 1},\n {\"a\": 2}]"));
        assertEquals(List.of("1 {'a':1}", "a.json:2: is 7; expected a JSON object", "3 {'a':2}"), read("a.json", "[{\"a\": 1}, 7, {\"a\": 2}]"));
        assertEquals(List.of(), read("a.json", "[]"));
    }

    @Test void jsonMayWrapTheArray() throws IOException {
        assertEquals(List.of("1 {'a':1}", "2 {'a':2}"),
                read("a.json", "{\"version\": {\"x\": [{}]}, \"tags\": [1, 2], \"data\": [{\"a\": 1}, {\"a\": 2}], \"more\": null}"));
        assertRefused("a.json: holds several lists (train, test); expected one list of rows, so write each to a file of its own",
                "a.json", "{\"train\": [{\"a\": 1}], \"test\": [{\"a\": 2}]}");
    }

    @Test void jsonMayBeJsonLines() throws IOException {
        assertEquals(List.of("1 {'a':1}", "2 {'a':2}"), read("a.json", "{\"a\":1}\n{\"a\":2}\n"));
        assertEquals(List.of("1 {'turns':[{'x':1}]}", "2 {'turns':[{'x':2}]}"), read("a.json", "{\"turns\":[{\"x\":1}]}\n{\"turns\":[{\"x\":2}]}\n"));
        assertEquals(List.of("1 {'messages':[{'x':1}]}"), read("a.json", "{\"messages\":[{\"x\":1}]}"));
        assertEquals(List.of("a.json:1: not valid JSON: it ends in the middle (column 2); expected one whole JSON object in this line"), read("a.json", "{"));
        assertEquals(List.of(), read("a.json", ""));
    }

    @Test void jsonObjectsMayBeSpreadOverLines() throws IOException {
        assertEquals(List.of("1 {'messages':[{'x':1}]}", "2 {'messages':[]}"), read("a.json", "{\n\"messages\":[{\"x\":1}]\n}\n{\"messages\":[]}"));
    }

    @Test void brokenJsonNamesRowAndPlace() {
        assertRefused("a.json:2: not valid JSON: it ends in the middle (line 2, column 8); nothing behind it can be read", "a.json", "[{\"a\": 1},\n{\"a\": 2");
        assertTrue(assertThrows(UserError.class, () -> read("a.json", "{\"a\": [\n{\"b\": x}]}")).getMessage().startsWith(
                "a.json:2: not valid JSON: Unrecognized token 'x'"));
    }

    @Test void csvIsThatOfRfc4180() throws IOException {
        assertEquals(List.of("2 {'prompt':'a','completion':'b'}", "3 {'prompt':'c, d','completion':'e\\nf \\'g\\''}", "6 {'prompt':'','completion':'h'}"),
                read("a.csv", "\uFEFFprompt,completion\r\na,b\r\n\"c, d\",\"e\nf \"\"g\"\"\"\r\n\r\n,\"h\""));
        assertEquals(List.of("2 {'a':'x\\r\\ny'}"), read("a.csv", "a\n\"x\r\ny\"\n"));
        assertEquals(List.of(), read("a.csv", "a,b\n"));
        assertEquals(List.of(), read("a.csv", ""));
    }

    @Test void aBrokenCsvRecordDoesNotHideTheNext() throws IOException {
        assertEquals(List.of("a.csv:2: has 3 values and the header 2 columns (a, b)", "a.csv:3: has 1 values and the header 2 columns (a, b)",
                "a.csv:4: has text behind the closing quote of a value; a quote inside a value is written twice", "5 {'a':'3','b':'4'}"),
                read("a.csv", "a,b\n1,2,3\n1\n\"x\"y,2\n3,4\n"));
    }

    @Test void aCsvValueThatIsNotUtf8IsNamed() throws IOException {
        assertEquals(List.of("a.csv:2: value 2 is not UTF-8; save the file in this encoding", "3 {'a':'3','b':'4'}"),
                read("a.csv", "a,b\n1,Grüße\n3,4\n".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test void csvThatCannotBeReadOnIsRefused() {
        assertRefused("a.csv:3: the quote of a value is never closed", "a.csv", "a\n1\n\"x\ny\n");
        assertRefused("a.csv:1: the header names the column \"a\" twice", "a.csv", "a,b,a\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "lz4"})
    void parquetIsReadWhateverItsCompression(String codec) throws IOException {
        ArrayNode expected = (ArrayNode) JSON.readTree(Files.readString(GOLDEN.resolve("rows.json")));
        List<String> rows = new ArrayList<>();
        for (JsonNode row : expected) rows.add((rows.size() + 1) + " " + withoutNullKeys((ObjectNode) row).toString().replace('"', '\''));
        assertEquals(rows, read(GOLDEN.resolve(codec + ".parquet")));
    }

    /// Below a row's own columns, Parquet cannot tell a missing key from a null.
    private static ObjectNode withoutNullKeys(ObjectNode row) {
        row.forEach(column -> {
            if (column instanceof ObjectNode struct) struct.removeNulls();
            for (JsonNode item : column) if (item instanceof ObjectNode struct) struct.removeNulls();
        });
        return row;
    }

    @Test void parquetIsTheSameHoweverManyRowGroupsAreReadAtATime() {
        Path file = GOLDEN.resolve("snappy.parquet");
        for (long bytes : new long[]{0, 2500, 1 << 20}) assertEquals(read(file), rows(ParquetReader.open(file, "snappy.parquet", bytes)));
    }

    @Test void parquetOfTheDatasetsLibrary() {
        assertEquals("1 {'messages':[{'role':'user','content':'What is 2 + 3?'},{'role':'assistant','content':'5'}]}",
                read(GOLDEN.resolve("datasets.parquet")).getFirst());
        assertEquals(List.of("1 {'text':'a','ids':[1,2]}"), read(GOLDEN.resolve("large.parquet")));
        assertEquals(List.of(), read(GOLDEN.resolve("no_rows.parquet")));
    }

    @Test void aParquetFileThatIsCutOffIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve("snappy.parquet"));
        for (int length : new int[]{0, 3, 100, whole.length / 2, whole.length - 1}) {
            byte[] cut = Arrays.copyOf(whole, length);
            String message = assertThrows(UserError.class, () -> read("cut.parquet", cut), length + " bytes").getMessage();
            assertTrue(message.startsWith("cut.parquet: cannot be read as Parquet (") && message.endsWith("; it may be damaged or cut off, so fetch or write it again"), message);
        }
    }

    @Test void aParquetFileThatIsDamagedInsideIsRefused() throws IOException {
        byte[] damaged = Files.readAllBytes(GOLDEN.resolve("zstd.parquet"));
        for (int i = 4; i < 200; i++) damaged[i] ^= 0x55;
        String message = assertThrows(UserError.class, () -> read("damaged.parquet", damaged)).getMessage();
        assertTrue(message.startsWith("damaged.parquet:1: cannot be read as Parquet ("), message);
    }
}
