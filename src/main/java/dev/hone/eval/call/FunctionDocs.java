package dev.hone.eval.call;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonJson;
import dev.hone.eval.python.PythonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// BFCL's functions, written out for a model to read.
/// Source: gorilla's `add_language_specific_hint_to_function_doc`, `format_function_doc` and `convert_to_tool`.
public final class FunctionDocs {
    private static final Map<String, String> JSON_SCHEMA_TYPES = Map.ofEntries(Map.entry("integer", "integer"), Map.entry("number", "number"), Map.entry("float", "number"),
            Map.entry("string", "string"), Map.entry("boolean", "boolean"), Map.entry("bool", "boolean"), Map.entry("array", "array"), Map.entry("list", "array"), Map.entry("dict", "object"),
            Map.entry("object", "object"), Map.entry("tuple", "array"), Map.entry("any", "string"), Map.entry("byte", "integer"), Map.entry("short", "integer"), Map.entry("long", "integer"),
            Map.entry("double", "number"), Map.entry("char", "string"), Map.entry("ArrayList", "array"), Map.entry("Array", "array"), Map.entry("HashMap", "object"),
            Map.entry("Hashtable", "object"), Map.entry("Queue", "array"), Map.entry("Stack", "array"), Map.entry("Any", "string"), Map.entry("String", "string"), Map.entry("Bigint", "integer"));

    private final ArrayNode functions = JsonMapper.shared().createArrayNode();

    /// @param functions as the data set describes them
    public FunctionDocs(List<Item> functions, CallLanguage language) {
        for (Item function : functions) {
            ObjectNode hinted = function.fields().deepCopy();
            hinted.put("description", hinted.path("description").asString("") + " Note that the provided function is in " + language.title() + " syntax.");
            if (!(hinted.path("parameters").path("properties") instanceof ObjectNode properties)) throw function.wrong("parameters", "an object with properties");
            if (language != CallLanguage.PYTHON) properties.forEach(parameter -> asText((ObjectNode) parameter, language));
            this.functions.add(hinted);
        }
    }

    /// Values of Java and JavaScript are written as texts; the description says what is in them.
    private static void asText(ObjectNode parameter, CallLanguage language) {
        String name = language == CallLanguage.JAVA ? "Java" : "JavaScript", type = parameter.path("type").asString("");
        StringBuilder description = new StringBuilder(parameter.path("description").asString("")).append(type.equals("any")
                ? " This parameter can be of any type of " + name + " object in string representation." : " This is " + name + " " + type + " type parameter in string representation.");
        if (type.equals("array") && language == CallLanguage.JAVASCRIPT || language == CallLanguage.JAVA && (type.equals("ArrayList") || type.equals("Array"))) {
            description.append(" The list elements are of type ").append(parameter.path("items").path("type").asString("")).append("; they are not in string representation.");
            parameter.remove("items");
        }
        if (language == CallLanguage.JAVASCRIPT && type.equals("dict") && parameter.has("properties"))
            description.append(" The dictionary entries have the following schema; they are not in string representation. ").append(PythonJson.text(parameter.remove("properties")));
        parameter.put("description", description.toString()).put("type", "string");
    }

    /// As Python shows the list.
    public String repr() {
        return repr(functions);
    }

    String json() {
        return PythonJson.lines(functions, 4);
    }

    /// As docstrings of Python.
    String python() {
        return functions.valueStream().map(function -> {
            StringBuilder doc = new StringBuilder("# Function: " + function.path("name").asString() + "\n    \"\"\"\n    " + function.path("description").asString("") + "\n\n");
            JsonNode properties = function.path("parameters").path("properties");
            if (!properties.isEmpty()) doc.append("    Args:\n");
            properties.properties().forEach(parameter -> python(parameter.getKey(), parameter.getValue(), 8, doc));
            return doc + "    \"\"\"\n\n\n\n";
        }).collect(Collectors.joining("\n\n"));
    }

    private static void python(String name, JsonNode parameter, int indent, StringBuilder doc) {
        doc.repeat(" ", indent).append(name).append(" (").append(pythonType(parameter)).append(parameter.has("default") ? ", default=" + repr(parameter.get("default")) : "").append("): ")
                .append(described(parameter)).append('\n');
        parameter.path("properties").properties().forEach(child -> python(child.getKey(), child.getValue(), indent + 4, doc));
    }

    private static String pythonType(JsonNode parameter) {
        String type = parameter.path("type").asString("string");
        return switch (type) {
            case "string" -> "str";
            case "number" -> "float";
            case "integer" -> "int";
            case "boolean" -> "bool";
            case "array", "list", "tuple" -> parameter.has("items") ? "list[" + pythonType(parameter.get("items")) + "]" : type;
            case "object", "dict" -> parameter.has("additionalProperties") ? "dict[str, " + pythonType(parameter.get("additionalProperties")) + "]" : "dict";
            default -> type;
        };
    }

    private static String described(JsonNode parameter) {
        return parameter.path("description").asString("") + (parameter.has("enum") ? " Enum values: " + repr(parameter.get("enum")) + "." : "");
    }

    private static String repr(JsonNode value) {
        return PythonValue.of(value).repr();
    }

    String xml() {
        return functions.valueStream().map(function -> {
            StringBuilder doc = new StringBuilder("<function name=\"" + function.path("name").asString() + "\">\n  <desc>" + function.path("description").asString("") + "</desc>\n");
            xmlParameters(function.path("parameters"), 2, doc);
            return doc + "</function>\n";
        }).collect(Collectors.joining("\n"));
    }

    private static void xmlParameters(JsonNode schema, int indent, StringBuilder doc) {
        doc.repeat(" ", indent).append("<params>\n");
        schema.path("properties").properties().forEach(parameter -> xml(parameter.getKey(), parameter.getValue(), schema, indent + 2, doc));
        doc.repeat(" ", indent).append("</params>\n");
    }

    /// @param schema what the parameter belongs to; where it lists none as required, all are
    private static void xml(String name, JsonNode parameter, JsonNode schema, int indent, StringBuilder doc) {
        String type = parameter.path("type").asString("string");
        if (parameter.path("items").has("type")) type += "[" + parameter.get("items").get("type").asString() + "]";
        else if (parameter.has("additionalProperties")) type += "[" + parameter.get("additionalProperties").path("type").asString("string") + "]";
        boolean required = !schema.has("required") || schema.get("required").valueStream().anyMatch(each -> each.asString().equals(name));
        String attributes = "name=\"" + name + "\" type=\"" + type + "\" required=\"" + required + "\"" + (parameter.has("default") ? " default=\"" + repr(parameter.get("default")) + "\"" : "");
        doc.repeat(" ", indent).append("<param ").append(attributes.replace(",", "")).append(">\n");
        doc.repeat(" ", indent + 2).append("<desc>").append(described(parameter)).append("</desc>\n");
        if (parameter.has("properties")) xmlParameters(parameter, indent + 2, doc);
        doc.repeat(" ", indent).append("</param>\n");
    }

    /// As JSON schemas that OpenAI's protocol takes; `.` in names is `_`.
    public ArrayNode tools() {
        ArrayNode tools = JsonMapper.shared().createArrayNode();
        for (JsonNode each : functions) {
            ObjectNode function = ((ObjectNode) each).deepCopy();
            function.put("name", function.path("name").asString().replace('.', '_'));
            ObjectNode parameters = (ObjectNode) function.get("parameters");
            parameters.put("type", "object");
            toJsonSchema((ObjectNode) parameters.get("properties"));
            tools.addObject().put("type", "function").set("function", function);
        }
        return tools;
    }

    private static void toJsonSchema(ObjectNode properties) {
        properties.forEach(each -> {
            ObjectNode parameter = (ObjectNode) each;
            String type = parameter.path("type").asString("string");
            if (type.equals("float")) parameter.put("format", "float").put("description", parameter.path("description").asString("") + " This is a float type value.");
            parameter.put("type", JSON_SCHEMA_TYPES.getOrDefault(type, "string"));
            if (parameter.path("properties") instanceof ObjectNode inner) toJsonSchema(inner);
            else if (parameter.path("items") instanceof ObjectNode items) itemsToJsonSchema(items);
        });
    }

    private static void itemsToJsonSchema(ObjectNode items) {
        items.put("type", JSON_SCHEMA_TYPES.getOrDefault(items.path("type").asString("string"), "string"));
        if (items.path("items") instanceof ObjectNode inner) inner.put("type", JSON_SCHEMA_TYPES.getOrDefault(inner.path("type").asString("string"), "string"));
        else if (items.path("properties") instanceof ObjectNode inner) toJsonSchema(inner);
    }
}
