package dev.hone.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Test data from the class path; `tools/golden` has the scripts that made it.
final class BatchFixtures {
    private BatchFixtures() {}

    static JsonNode json(String name) throws IOException {
        try (InputStream in = BatchFixtures.class.getResourceAsStream("/batch/" + name)) {
            return JsonMapper.shared().readTree(in);
        }
    }

    static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    static List<JsonNode> list(JsonNode array) {
        return array.valueStream().toList();
    }
}
