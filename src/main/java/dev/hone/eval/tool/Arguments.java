package dev.hone.eval.tool;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool is called with. A tool that lacks something or gets it in another kind refuses.
public record Arguments(ObjectNode fields) {
    public String text(String name) {
        JsonNode value = any(name);
        if (!value.isString()) throw wrong(name, "a text");
        return value.stringValue();
    }

    /// A text that may be absent; null then.
    public String textOrNull(String name) {
        return fields.path(name).isMissingNode() || fields.get(name).isNull() ? null : text(name);
    }

    public String textOr(String name, String fallback) {
        return fields.has(name) ? text(name) : fallback;
    }

    public JsonNode numberOr(String name, int fallback) {
        return fields.has(name) ? number(name) : fields.numberNode(fallback);
    }

    public boolean flagOr(String name, boolean fallback) {
        return fields.has(name) ? flag(name) : fallback;
    }

    public List<String> textsOrNone(String name) {
        return fields.has(name) ? texts(name) : List.of();
    }

    public List<JsonNode> numbers(String name) {
        List<JsonNode> numbers = list(name);
        if (!numbers.stream().allMatch(JsonNode::isNumber)) throw wrong(name, "a list of numbers");
        return numbers;
    }

    public ObjectNode object(String name) {
        if (any(name) instanceof ObjectNode object) return object;
        throw wrong(name, "an object");
    }

    public JsonNode number(String name) {
        JsonNode value = any(name);
        if (!value.isNumber()) throw wrong(name, "a number");
        return value;
    }

    public boolean flag(String name) {
        JsonNode value = any(name);
        if (!value.isBoolean()) throw wrong(name, "true or false");
        return value.booleanValue();
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (!each.isString()) throw wrong(name, "a list of texts");
            texts.add(each.stringValue());
        }
        return texts;
    }

    public List<ObjectNode> objects(String name) {
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

    public JsonNode any(String name) {
        if (!fields.has(name)) throw new Toolbox.Refusal("missing 1 required argument: '" + name + "'");
        return fields.get(name);
    }

    private static Toolbox.Refusal wrong(String name, String expected) {
        return new Toolbox.Refusal("argument '" + name + "' should be " + expected);
    }
}
