package dev.hone.data.source;

import dev.hone.data.BadRow;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Comma-separated values as RFC 4180 writes them: a header line, then one record a line; a value in quotes may hold
/// commas, line breaks and doubled quotes. All values are texts. Lines that are empty are passed over.
final class CsvReader implements RowReader {
    /// A quote that is never closed should not fill the memory before it is refused.
    private static final int LONGEST = 1 << 28;
    private static final int END = -1;

    private final String name;
    private final Reader in;
    private final List<String> header;
    private long line = 1;      // where the reader stands
    private long begin;         // where the record began
    private int next;           // the character to be read next

    private CsvReader(String name, Reader in) throws IOException {
        this.name = name;
        this.in = in;
        next = in.read();
        if (next == '\uFEFF') next = in.read();
        List<String> names = record();
        header = names == null ? List.of() : names;
        Set<String> seen = new HashSet<>();
        for (String column : header) if (!seen.add(column)) throw new UserError(name + ":" + begin + ": the header names the column \"" + column + "\" twice");
    }

    static CsvReader open(InputStream in, String name) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        var reader = new BufferedReader(new InputStreamReader(in, decoder), 1 << 16);
        try {
            return new CsvReader(name, reader);
        } catch (UserError | BadRow | IOException e) {
            reader.close();
            throw e;
        }
    }

    @Override public Row next() {
        List<String> values = record();
        if (values == null) return null;
        if (values.size() != header.size()) throw new BadRow(name, begin, "has " + values.size() + " values and the header "
                + header.size() + " columns (" + String.join(", ", header) + ")");
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < values.size(); i++) fields.put(header.get(i), values.get(i));
        return new Row(fields, name, begin);
    }

    /// The next record; null after the last.
    private List<String> record() {
        try {
            while (next == '\r' || next == '\n') lineBreak();
            if (next == END) return null;
            begin = line;
            List<String> values = new ArrayList<>();
            values.add(value());
            while (next == ',') {
                next = in.read();
                values.add(value());
            }
            if (next != END) lineBreak();
            return values;
        } catch (CharacterCodingException e) {
            throw new UserError(name + ":" + line + ": is not UTF-8 here or a little further on; save the file as UTF-8", e);
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    /// Reads up to the comma or line break behind the value.
    private String value() throws IOException {
        if (next == '"') return quoted();
        StringBuilder text = new StringBuilder();
        for (; next != ',' && next != '\r' && next != '\n' && next != END; next = in.read()) text.append((char) next);
        return text.toString();
    }

    private String quoted() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c == END || text.length() > LONGEST) throw new UserError(name + ":" + begin + ": the quote of a value is never closed");
            if (c == '\n') line++;
            if (c != '"') {
                text.append((char) c);
                continue;
            }
            next = in.read();
            if (next != '"') break;
            text.append('"');
        }
        if (next != ',' && next != '\r' && next != '\n' && next != END) {
            passLine();
            throw new BadRow(name, begin, "has text behind the closing quote of a value; a quote inside a value is written twice");
        }
        return text.toString();
    }

    /// Gives up the record, so that the next one can be read.
    private void passLine() throws IOException {
        while (next != '\n' && next != END) next = in.read();
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
