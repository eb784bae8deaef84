package dev.hone.data.source;

import dev.hone.data.BadRow;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The values that follow in a JSON document, one at a time, up to the end of the array or of the file.
final class JsonRows implements RowReader {
    private final JsonParser parser;
    private final String name;
    private long number;

    /// @param parser stands before the first row
    JsonRows(JsonParser parser, String name) {
        this.parser = parser;
        this.name = name;
    }

    @Override public Row next() {
        JsonNode value;
        try {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.END_ARRAY) return null;
            number++;
            value = parser.readValueAsTree();
        } catch (JacksonException e) {
            throw new UserError(name + ":" + number + ": " + Json.reason(e) + " (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "); nothing behind it can be read", e);
        }
        if (value instanceof ObjectNode object) return new Row(object, name, number);
        throw new BadRow(name, number, "is " + Json.shortened(value) + "; expected a JSON object");
    }

    @Override public void close() {
        parser.close();
    }
}
