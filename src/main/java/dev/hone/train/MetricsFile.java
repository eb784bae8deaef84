package dev.hone.train;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.node.ObjectNode;

/// `metrics.jsonl`: one JSON object a line, there as soon as it is written. A resumed run cuts it back to its checkpoint and goes on.
final class MetricsFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    /// @param keep bytes that stay of an earlier part of the run
    MetricsFile(Path path, long keep) {
        this.path = path;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() < keep) throw new UserError(path + ": has " + channel.size() + " bytes and had " + keep
                    + " when the checkpoint was made; put the file back as it was, or begin anew with --overwrite");
            channel.truncate(keep);
            channel.position(keep);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void append(ObjectNode row) {
        try {
            ByteBuffer line = ByteBuffer.wrap((row + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) channel.write(line);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Brings all lines to the disk.
    /// @return bytes of the file
    long force() {
        try {
            channel.force(true);
            return channel.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UserError failed(IOException e) {
        return new UserError(path + ": could not be written (" + e.getMessage() + ")", e);
    }

    @Override public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
