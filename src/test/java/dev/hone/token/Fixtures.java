package dev.hone.token;

import dev.hone.checkpoint.Safetensors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Test data from the class path.
final class Fixtures {
    static final String TINY = "/golden/tokenizer/tiny";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Fixtures() { }

    static Path path(String resource) {
        try {
            return Path.of(Fixtures.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String resource) {
        try {
            return Files.readString(path(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String resource) {
        return JSON.readTree(text(resource));
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json.replace('\'', '"'));
    }

    static Stream<String> names(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    static long[] longs(Safetensors file, String tensor) {
        return file.get(tensor).bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }
}
