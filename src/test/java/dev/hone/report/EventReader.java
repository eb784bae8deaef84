package dev.hone.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A small reader of event files that shares no code with the writer: records, then protobuf fields by number. It skips the
/// checksums, which are held against recorded bytes instead.
record EventReader(String version, int sessionStarts, List<Scalar> scalars, Map<String, String> texts) {
    record Scalar(String tag, long step, float value, double seconds) {}

    static EventReader read(Path file) throws IOException {
        String version = null;
        int sessionStarts = 0;
        List<Scalar> scalars = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        ByteBuffer rest = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            byte[] content = new byte[(int) rest.getLong()];
            rest.position(rest.position() + 4).get(content).position(rest.position() + 4);
            Fields event = new Fields(content);
            if (event.has(3)) version = event.text(3);
            if (event.has(7) && event.message(7).integer(1) == 1) sessionStarts++;
            if (!event.has(5)) continue;
            for (Object bytes : event.message(5).values(1)) {
                Fields value = new Fields((byte[]) bytes);
                if (value.has(2)) scalars.add(new Scalar(value.text(1), event.integer(2), (float) value.first(2), (double) event.first(1)));
                else texts.put(value.text(1), value.message(8).text(8));
            }
        }
        return new EventReader(version, sessionStarts, scalars, texts);
    }

    /// The fields of a message, each with its values in order: Long, Double, Float or byte[].
    private static final class Fields {
        private final Map<Integer, List<Object>> byNumber = new HashMap<>();

        Fields(byte[] message) {
            ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                int key = (int) varint(in);
                byNumber.computeIfAbsent(key >> 3, _ -> new ArrayList<>()).add(switch (key & 7) {
                    case 0 -> varint(in);
                    case 1 -> in.getDouble();
                    case 2 -> {
                        byte[] bytes = new byte[(int) varint(in)];
                        in.get(bytes);
                        yield bytes;
                    }
                    case 5 -> in.getFloat();
                    default -> throw new AssertionError("wire kind " + (key & 7));
                });
            }
        }

        boolean has(int number) {
            return byNumber.containsKey(number);
        }

        List<Object> values(int number) {
            return byNumber.getOrDefault(number, List.of());
        }

        Object first(int number) {
            return values(number).getFirst();
        }

        long integer(int number) {
            return (long) first(number);
        }

        String text(int number) {
            return new String((byte[]) first(number), StandardCharsets.UTF_8);
        }

        Fields message(int number) {
            return new Fields((byte[]) first(number));
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            int shift = 0;
            for (byte next = in.get(); ; next = in.get(), shift += 7) {
                value |= (next & 0x7FL) << shift;
                if (next >= 0) return value;
            }
        }
    }
}
