package dev.hone.data.source;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;

/// The lines of a stream, as bytes in one buffer that moves along. A byte order mark at the start is passed over.
final class InputLines implements AutoCloseable {
    /// Longer than any row; a file without line breaks should not fill the memory before it is refused.
    private static final int LONGEST = 1 << 28;

    private final InputStream in;
    private final String name;
    private byte[] buffer = new byte[1 << 16];
    private int start;      // of this line
    private int end;        // of this line, its line feed left out
    private int next;       // where the line after it begins
    private int filled;
    private long number;

    InputLines(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /// Moves to the next line.
    /// @return false after the last one
    boolean advance() {
        start = next;
        int searched = start;
        while (true) {
            for (int i = searched; i < filled; i++) if (buffer[i] == '\n') return found(i, i + 1);
            searched = filled - start;      // where it will be after the move
            if (!read()) return filled > start && found(filled, filled);
        }
    }

    private boolean found(int end, int next) {
        this.end = end;
        this.next = next;
        number++;
        if (number == 1 && startsWithMark()) start += 3;
        return true;
    }

    /// Reads on behind what there is; the line so far moves to the front of the buffer first.
    private boolean read() {
        int kept = filled - start;
        if (kept > LONGEST) throw new UserError(name + ":" + (number + 1) + ": is longer than " + (LONGEST >> 20)
                + " MiB; expected one JSON object a line");
        byte[] target = kept > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, target, 0, kept);
        buffer = target;
        start = 0;
        filled = kept;
        try {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count > 0) filled += count;
            return count > 0;
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    /// Whether the line begins with UTF-8's byte order mark.
    private boolean startsWithMark() {
        return end - start >= 3 && buffer[start] == (byte) 0xEF && buffer[start + 1] == (byte) 0xBB && buffer[start + 2] == (byte) 0xBF;
    }

    byte[] bytes() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /// The line's number, from 1.
    long number() {
        return number;
    }

    boolean isBlank() {
        for (int i = start; i < end; i++) if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') return false;
        return true;
    }

    @Override public void close() throws IOException {
        in.close();
    }
}
