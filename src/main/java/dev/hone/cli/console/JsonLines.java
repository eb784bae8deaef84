package dev.hone.cli.console;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a file of one JSON object a line, as a stream. Blank lines are passed over.
public final class JsonLines implements AutoCloseable {
    /// Stands for standard input or output.
    public static final String STANDARD = "-";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final InputStream in;
    private int line;
    private int rows;
    private boolean ended;

    private JsonLines(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /// @param file   as messages call it
    /// @param line   in the file, from 1
    /// @param number of the row among all rows, from 0
    public record Row(String file, int line, int number, ObjectNode json) {
        /// File and line, for messages.
        public String where() {
            return file + ":" + line;
        }

        public UserError wrong(String what) {
            return new UserError(where() + ": " + what);
        }

        /// A new row that repeats this one's `id`, if any.
        public ObjectNode answer() {
            ObjectNode answer = JSON.createObjectNode();
            if (json.has("id")) answer.set("id", json.get("id"));
            return answer;
        }
    }

    /// Says at once when there is no such file; to be called before slow work.
    public static void check(String input) {
        if (input.equals(STANDARD)) return;
        Path file = path(input);
        if (!Files.exists(file)) throw new UserError(input + ": no such file");
        if (Files.isDirectory(file)) throw new UserError(input + ": is a folder, expected a file of one JSON object a line");
    }

    /// Whether all rows can be looked at before the first is worked on; a pipe can be read once.
    public static boolean canBeReadTwice(String input) {
        return !input.equals(STANDARD) && Files.isRegularFile(path(input));
    }

    private static Path path(String input) {
        try {
            return Path.of(input);
        } catch (InvalidPathException e) {
            throw new UserError(input + ": is no path: " + e.getReason(), e);
        }
    }

    public static JsonLines open(String input) {
        check(input);
        try {
            return input.equals(STANDARD) ? new JsonLines("standard input", new BufferedInputStream(System.in, 1 << 16))
                    : new JsonLines(input, new BufferedInputStream(Files.newInputStream(path(input)), 1 << 16));
        } catch (IOException e) {
            throw new UserError(input + ": cannot be read (" + e + ")", e);
        }
    }

    /// Hands over all rows.
    /// @return how many
    /// @throws UserError also when there is none, which is rarely meant
    public static int forEach(String input, Consumer<Row> work) {
        try (JsonLines lines = open(input)) {
            for (Row row; (row = lines.next()) != null; ) work.accept(row);
            return lines.rows;
        }
    }

    /// The next row; null after the last.
    public Row next() {
        for (byte[] bytes; (bytes = nextLine()) != null; ) {
            line++;
            if (!isBlank(bytes)) return row(bytes);
        }
        ended = true;
        if (rows == 0) throw new UserError(name + ": is empty; expected one JSON object a line");
        return null;
    }

    /// Whether the last row has been read; after a bad row [#next] goes on with the one behind it.
    public boolean ended() {
        return ended;
    }

    private Row row(byte[] bytes) {
        String where = name + ":" + line;
        boolean marked = line == 1 && bytes.length >= 3 && Arrays.equals(bytes, 0, 3, MARK, 0, 3);
        JsonNode node;
        try {
            node = JSON.readTree(marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes);
        } catch (JacksonException e) {
            String place = e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
            throw new UserError(where + ": not valid JSON: " + e.getOriginalMessage() + place + "; expected one whole object in this line", e);
        }
        if (!(node instanceof ObjectNode object)) throw new UserError(where + ": expected a JSON object, got " + Json.shortened(node));
        return new Row(name, line, rows++, object);
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) if (b != ' ' && b != '\t' && b != '\r') return false;
        return true;
    }

    private byte[] nextLine() {
        try {
            int next = in.read();
            if (next < 0) return null;
            var bytes = new ByteArrayOutputStream();
            for (; next >= 0 && next != '\n'; next = in.read()) bytes.write(next);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    /// Standard input stays open: it is not this reader's.
    @Override public void close() {
        if (name.equals("standard input")) return;
        try {
            in.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed (" + e + ")", e);
        }
    }
}
