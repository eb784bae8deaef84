package dev.hone.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When each step was written, read back from event files of Hone: an event begins with its time and its step.
final class EventTimes {
    private final Map<Long, Double> secondsByStep = new HashMap<>();

    EventTimes(List<Path> files) throws IOException {
        for (Path file : files) {
            for (byte[] event : EventRecords.contents(Files.readAllBytes(file))) read(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    /// @return seconds since 1970, or the other number where the step is in no file
    double of(long step, double otherwise) {
        return secondsByStep.getOrDefault(step, otherwise);
    }

    private void read(ByteBuffer event) {
        event.get();                                            // the key of the time
        double seconds = event.getDouble();
        event.get();                                            // the key of the step
        secondsByStep.put(varint(event), seconds);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) return value;
        }
    }
}
