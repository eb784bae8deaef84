package dev.hone.data.source;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A file named `.json`. It holds an array of rows, or an object with one array of rows in it, or, as many data sets of the
/// hub do, JSON Lines; nothing but its content says which.
final class JsonFile {
    /// Columns that hold lists of objects: an object with one of them is a row, not a wrapping of rows.
    private static final Set<String> LISTS = Set.of("messages", "conversations", "prompt", "completion", "chosen", "rejected", "tools");

    private JsonFile() {}

    static RowReader open(Path file, String name) throws IOException {
        Layout layout;
        try (JsonParser parser = parser(file)) {
            layout = Layout.of(parser, name);
        } catch (JacksonException e) {
            // a fault in the first line: the reader of lines says what it is
            if (e.getLocation() == null || e.getLocation().getLineNr() <= 1) return JsonLinesReader.open(stream(file), name);
            throw new UserError(name + ":" + e.getLocation().getLineNr() + ": " + Json.reason(e), e);
        }
        if (layout.lines()) return JsonLinesReader.open(stream(file), name);
        JsonParser parser = parser(file);
        layout.enter(parser);
        return new JsonRows(parser, name);
    }

    /// How the rows lie in the file.
    /// @param lines whether each has a line of its own
    /// @param array whether they are the elements of one array
    /// @param key   what the object around the array calls it; null where there is none
    private record Layout(boolean lines, boolean array, String key) {
        /// Reads the first value of the file, keeping nothing of it.
        static Layout of(JsonParser parser, String name) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) return new Layout(false, true, null);
            if (first != JsonToken.START_OBJECT) return new Layout(true, false, null);
            List<String> arrays = arraysOfObjects(parser);
            boolean oneLine = parser.currentLocation().getLineNr() == 1;
            boolean row = parser.nextToken() != null || arrays.isEmpty() || arrays.stream().anyMatch(LISTS::contains);
            if (row) return new Layout(oneLine, false, null);
            if (arrays.size() > 1) throw new UserError(name + ": holds several lists (" + String.join(", ", arrays)
                    + "); expected one list of rows, so write each to a file of its own");
            return new Layout(false, true, arrays.getFirst());
        }

        private static List<String> arraysOfObjects(JsonParser parser) {
            List<String> names = new ArrayList<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                if (list && parser.nextToken() == JsonToken.START_OBJECT) names.add(key);
                passValue(parser, list);
            }
            return names;
        }

        /// Passes over the rest of a value.
        private static void passValue(JsonParser parser, boolean inList) {
            parser.skipChildren();
            while (inList && parser.currentToken() != JsonToken.END_ARRAY) {
                parser.nextToken();
                parser.skipChildren();
            }
        }

        /// Moves a new parser to the first row.
        void enter(JsonParser parser) {
            if (!array) return;
            if (key != null) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME && !parser.currentName().equals(key)) {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            parser.nextToken();
        }
    }

    private static JsonParser parser(Path file) throws IOException {
        return Json.MAPPER.createParser(stream(file));
    }

    private static InputStream stream(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }
}
