package dev.hone.eval.tau;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool is called with. A tool that lacks something or gets it in another kind refuses.
public record Arguments(ObjectNode fields) {
    String text(String name) {
        JsonNode value = any(name);
        if (!value.isString()) throw wrong(name, "a text");
        return value.stringValue();
    }

    /// A text that may be absent; null then.
    String textOrNull(String name) {
        return fields.path(name).isMissingNode() || fields.get(name).isNull() ? null : text(name);
    }

    JsonNode number(String name) {
        JsonNode value = any(name);
        if (!value.isNumber()) throw wrong(name, "a number");
        return value;
    }

    boolean flag(String name) {
        JsonNode value = any(name);
        if (!value.isBoolean()) throw wrong(name, "true or false");
        return value.booleanValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (!each.isString()) throw wrong(name, "a list of texts");
            texts.add(each.stringValue());
        }
        return texts;
    }

    List<ObjectNode> objects(String name) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (!(each instanceof ObjectNode object)) throw wrong(name, "a list of objects");
            objects.add(object.deepCopy());
        }
        return objects;
    }

    private List<JsonNode> list(String name) {
        JsonNode value = any(name);
        if (!value.isArray()) throw wrong(name, "a list");
        return value.valueStream().toList();
    }

    JsonNode any(String name) {
        if (!fields.has(name)) throw new Toolbox.Refusal("missing 1 required argument: '" + name + "'");
        return fields.get(name);
    }

    private static Toolbox.Refusal wrong(String name, String expected) {
        return new Toolbox.Refusal("argument '" + name + "' should be " + expected);
    }
}
