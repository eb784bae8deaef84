package dev.hone.eval.benchmark;

import dev.hone.settings.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/// A text that Python pickled, zlib pressed and base64 wrapped, as LiveCodeBench keeps its hidden tests. Nothing but one text is
/// read: a pickle may name any code to run, and none of it does.
final class PickledText {
    private static final int PROTOCOL = 0x80, FRAME = 0x95, SHORT_TEXT = 0x8c, TEXT = 'X', LONG_TEXT = 0x8d;

    private PickledText() {}

    static String of(String wrapped) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(Base64.getMimeDecoder().decode(wrapped)))) {
            ByteBuffer pickle = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            while (true) {
                int code = pickle.get() & 0xff;
                switch (code) {
                    case PROTOCOL -> pickle.get();
                    case FRAME -> pickle.getLong();
                    case SHORT_TEXT -> {
                        return text(pickle, pickle.get() & 0xff);
                    }
                    case TEXT -> {
                        return text(pickle, pickle.getInt());
                    }
                    case LONG_TEXT -> {
                        return text(pickle, Math.toIntExact(pickle.getLong()));
                    }
                    default -> throw new UserError("hidden tests are a pickle with code " + code + "; expected one text");
                }
            }
        } catch (IOException | IllegalArgumentException | ArithmeticException | java.nio.BufferUnderflowException e) {
            throw new UserError("hidden tests cannot be read: " + e.getMessage() + "; expected base64 of zlib of a pickled text", e);
        }
    }

    private static String text(ByteBuffer pickle, int length) {
        if (length < 0 || length > pickle.remaining()) throw new IllegalArgumentException("they end in the middle");
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
