package dev.hone.reward.environment;

import dev.hone.data.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A function that a model may call.
/// @param description what it does, for the model
/// @param parameters  of its arguments, a JSON schema of an object
public record Tool(String name, String description, ObjectNode parameters) {
    /// @param parameters the schema as a text
    public static Tool of(String name, String description, String parameters) {
        return new Tool(name, description, (ObjectNode) Json.MAPPER.readTree(parameters));
    }

    /// Reads one in OpenAI's form, `{"type": "function", "function": {"name": ..., "description": ..., "parameters": {...}}}`, or what stands inside.
    /// @throws IllegalArgumentException when it is in neither
    public static Tool read(JsonNode json) {
        JsonNode function = json.path("function").isObject() ? json.get("function") : json;
        if (!function.path("name").isString() || !(function.path("parameters") instanceof ObjectNode parameters)) throw new IllegalArgumentException(
                "gave " + Json.shortened(json) + " as a tool; expected {\"name\": ..., \"description\": ..., \"parameters\": {...}}");
        return new Tool(function.get("name").stringValue(), function.path("description").asString(""), parameters);
    }

    /// In OpenAI's form, as chat templates show it to a model.
    public ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("type", "function");
        json.putObject("function").put("name", name).put("description", description).set("parameters", parameters);
        return json;
    }
}
