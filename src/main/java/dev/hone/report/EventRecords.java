package dev.hone.report;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// TensorFlow's record format: the length (8 bytes), its checksum (4), the content, its checksum (4), all little endian.
/// Source: tensorflow, `core/lib/io/record_writer.h`.
final class EventRecords {
    private EventRecords() {}

    static byte[] framed(byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + content.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(maskedChecksum(record.array(), 0, Long.BYTES));
        record.put(content);
        record.putInt(maskedChecksum(content, 0, content.length));
        return record.array();
    }

    /// The contents of the records of a file, up to the first that is torn.
    static List<byte[]> contents(byte[] file) {
        List<byte[]> contents = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (rest.hasRemaining()) {
                long length = rest.getLong();
                if (rest.getInt() != maskedChecksum(file, rest.position() - Integer.BYTES - Long.BYTES, Long.BYTES)) break;
                if (length > rest.remaining()) break;
                byte[] content = new byte[(int) length];
                rest.get(content);
                if (rest.getInt() != maskedChecksum(content, 0, content.length)) break;
                contents.add(content);
            }
        } catch (BufferUnderflowException tornEnd) {
            // a killed process left half a record; those before it are whole
        }
        return contents;
    }

    /// The CRC-32C turned by 15 bits plus a constant, so that a checksum over data that has checksums in it stays sound.
    private static int maskedChecksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
