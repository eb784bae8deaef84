package dev.hone.data.source;

import dev.hone.data.BadRow;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Lines: one object a line, in UTF-8. Blank lines are passed over.
final class JsonLinesReader implements RowReader {
    private final String name;
    private final InputLines lines;

    private JsonLinesReader(String name, InputLines lines) {
        this.name = name;
        this.lines = lines;
    }

    static JsonLinesReader open(InputStream in, String name) {
        return new JsonLinesReader(name, new InputLines(in, name));
    }

    @Override public Row next() {
        while (lines.advance()) if (!lines.isBlank()) return row();
        return null;
    }

    private Row row() {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(lines.bytes(), lines.start(), lines.length());
        } catch (JacksonException e) {
            throw new BadRow(name, lines.number(), Json.reasonInLine(e) + "; expected one whole JSON object in this line", e);
        }
        if (node instanceof ObjectNode object) return new Row(object, name, lines.number());
        throw new BadRow(name, lines.number(), "is " + Json.shortened(node) + "; expected a JSON object");
    }

    @Override public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed (" + e + ")", e);
        }
    }
}
