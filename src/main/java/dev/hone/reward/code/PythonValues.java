package dev.hone.reward.code;

import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as Python reads and compares it.
final class PythonValues {
    private static final int DIGITS = 50_000;
    /// Takes NaN, Infinity and long whole numbers, as Python's `json` does.
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(DIGITS).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private PythonValues() {}

    /// Python's `==`: a number equals another of the same value whatever its type, true is 1 and false is 0.
    static boolean equal(JsonNode a, JsonNode b) {
        if (isNumber(a) && isNumber(b)) return equalNumbers(a, b);
        if (a.isArray() && b.isArray()) {
            if (a.size() != b.size()) return false;
            for (int i = 0; i < a.size(); i++) if (!equal(a.get(i), b.get(i))) return false;
            return true;
        }
        if (a.isObject() && b.isObject()) {
            if (a.size() != b.size()) return false;
            for (Map.Entry<String, JsonNode> entry : a.properties()) {
                JsonNode other = b.get(entry.getKey());
                if (other == null || !equal(entry.getValue(), other)) return false;
            }
            return true;
        }
        return a.isString() && b.isString() && a.stringValue().equals(b.stringValue()) || a.isNull() && b.isNull();
    }

    private static boolean isNumber(JsonNode value) {
        return value.isNumber() || value.isBoolean();
    }

    private static boolean equalNumbers(JsonNode a, JsonNode b) {
        if (!finite(a) || !finite(b)) return !finite(a) && !finite(b) && a.doubleValue() == b.doubleValue();
        return exact(a).compareTo(exact(b)) == 0;
    }

    private static boolean finite(JsonNode number) {
        return !number.isFloatingPointNumber() || Double.isFinite(number.doubleValue());
    }

    private static BigDecimal exact(JsonNode number) {
        return number.isBoolean() ? number.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO
                : number.isFloatingPointNumber() ? new BigDecimal(number.doubleValue()) : new BigDecimal(number.bigIntegerValue());
    }
}
