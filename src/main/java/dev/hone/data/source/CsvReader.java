package dev.hone.data.source;

import dev.hone.data.BadRow;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Comma-separated values as RFC 4180 writes them, in UTF-8: a header line, then one record a line; a value in quotes may
/// hold commas, line breaks and doubled quotes. All values are texts. Empty lines are passed over.
final class CsvReader implements RowReader {
    /// A quote that is never closed should not fill the memory before it is refused.
    private static final int LONGEST = 1 << 28;
    private static final int END = -1;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final InputStream in;
    private final List<String> header;
    private int next;           // the byte to be looked at; quotes, commas and line breaks are one byte in UTF-8
    private long line = 1;      // where it stands
    private long begin = 1;     // where the record begins

    private CsvReader(String name, InputStream in) throws IOException {
        this.name = name;
        this.in = in;
        passMark();
        next = in.read();
        List<byte[]> names = record();
        header = names == null ? List.of() : texts(names);
        Set<String> seen = new HashSet<>();
        for (String column : header) if (!seen.add(column)) throw new BadRow(name, begin, "the header names the column \"" + column + "\" twice");
    }

    static CsvReader open(InputStream in, String name) throws IOException {
        InputStream buffered = new BufferedInputStream(in, 1 << 16);
        try {
            return new CsvReader(name, buffered);
        } catch (BadRow header) {
            in.close();
            throw new UserError(header.getMessage(), header);
        }
    }

    private void passMark() throws IOException {
        in.mark(MARK.length);
        if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) in.reset();
    }

    @Override public Row next() {
        List<byte[]> values;
        try {
            values = record();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
        if (values == null) return null;
        if (values.size() != header.size()) throw new BadRow(name, begin, "has " + values.size() + " values and the header "
                + header.size() + " columns (" + String.join(", ", header) + ")");
        List<String> texts = texts(values);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < texts.size(); i++) fields.put(header.get(i), texts.get(i));
        return new Row(fields, name, begin);
    }

    private List<String> texts(List<byte[]> values) {
        List<String> texts = new ArrayList<>();
        try {
            for (byte[] value : values) texts.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            throw new BadRow(name, begin, "value " + (texts.size() + 1) + " is not UTF-8; save the file in this encoding", e);
        }
        return texts;
    }

    /// The next record; null after the last.
    private List<byte[]> record() throws IOException {
        while (next == '\r' || next == '\n') lineBreak();
        if (next == END) return null;
        begin = line;
        List<byte[]> values = new ArrayList<>();
        values.add(value());
        while (next == ',') {
            next = in.read();
            values.add(value());
        }
        return values;
    }

    /// Reads up to the comma or line break behind the value.
    private byte[] value() throws IOException {
        if (next == '"') return quoted();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (; !endsValue(); next = in.read()) value.write(next);
        return value.toByteArray();
    }

    private byte[] quoted() throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c == END || value.size() > LONGEST) throw new UserError(name + ":" + begin + ": the quote of a value is never closed");
            if (c == '\n') line++;
            if (c == '"') {
                next = in.read();
                if (next != '"') break;
            }
            value.write(c);
        }
        if (endsValue()) return value.toByteArray();
        while (next != '\n' && next != END) next = in.read();
        throw new BadRow(name, begin, "has text behind the closing quote of a value; a quote inside a value is written twice");
    }

    private boolean endsValue() {
        return next == ',' || next == '\r' || next == '\n' || next == END;
    }

    private void lineBreak() throws IOException {
        if (next == '\r') next = in.read();
        if (next == '\n') next = in.read();
        line++;
    }

    @Override public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed (" + e + ")", e);
        }
    }
}
