package dev.hone.data.source;

import dev.hone.data.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;

/// A plain text file in UTF-8: one row, whose column `text` has all of it.
final class TextFile implements RowReader {
    private Row only;

    private TextFile(Row only) {
        this.only = only;
    }

    static TextFile open(Path file, String name) throws IOException {
        return new TextFile(new Row(JsonNodeFactory.instance.objectNode().put("text", Files.readString(file)), name, 1));
    }

    @Override public Row next() {
        Row next = only;
        only = null;
        return next;
    }

    @Override public void close() {}
}
