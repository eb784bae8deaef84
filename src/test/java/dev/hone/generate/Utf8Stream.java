package dev.hone.generate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Each token is a byte of UTF-8; text comes when a character is whole.
final class Utf8Stream implements TextStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override public String accept(int id) {
        bytes.write(id);
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (text.endsWith("\uFFFD")) return "";
        bytes.reset();
        return text;
    }

    @Override public String flush() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    static int[] ids(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) ids[i] = utf8[i] & 0xff;
        return ids;
    }
}
