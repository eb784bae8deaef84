package dev.hone.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Slices and splits as the `datasets` library reads them; recorded by `tools/golden/data_fixtures.py`.
class DatasetsLibraryTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private static JsonNode recorded(String name) throws IOException {
        return JSON.readTree(Files.readString(Path.of("src/test/resources/golden/data", name)));
    }

    @Test void aSliceStandsForTheSameRows() throws IOException {
        for (JsonNode one : recorded("slices.json")) {
            SplitSlice slice = SplitSlice.parse(one.get("split").asString()).getFirst();
            long rows = one.get("rows").asLong(), from = slice.first(rows), end = slice.end(rows);
            assertEquals(one.get("from") + " to " + one.get("to"), from + " to " + end, one.toString());
        }
    }

    @Test void aFileBelongsToTheSameSplit() throws IOException {
        int number = 0;
        for (JsonNode one : recorded("splits.json")) {
            Path root = folder.resolve("set" + number++);
            for (JsonNode name : one.get("files")) {
                Files.createDirectories(root.resolve(name.asString()).getParent());
                Files.createFile(root.resolve(name.asString()));
            }
            DatasetFiles files = DatasetFiles.at(root, "set", null);
            Set<String> splits = new TreeSet<>();
            one.get("splits").properties().forEach(split -> {
                assertEquals(JSON.convertValue(split.getValue(), List.class), files.of(split.getKey()).stream().map(DataFile::place).toList());
                splits.add(split.getKey());
            });
            String all = assertThrows(UserError.class, () -> files.of("zzzzzzzzzz")).getMessage();
            assertEquals("set: has no split zzzzzzzzzz; its splits are " + String.join(", ", splits), all);
        }
    }
}
