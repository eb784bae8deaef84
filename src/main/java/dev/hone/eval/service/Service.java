package dev.hone.eval.service;

import dev.hone.eval.tool.Toolbox;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tools with a state that two runs can be compared by.
interface Service extends Toolbox {
    /// What of the service counts when two runs are compared.
    ObjectNode state();

    /// An answer that says why nothing was done.
    static ObjectNode error(String message) {
        return answer("error", message);
    }

    /// An answer of one field.
    static ObjectNode answer(String name, String value) {
        return JsonMapper.shared().createObjectNode().put(name, value);
    }

    static ObjectNode answer(String name, boolean value) {
        return JsonMapper.shared().createObjectNode().put(name, value);
    }

    static ObjectNode answer(String name, JsonNode value) {
        return JsonMapper.shared().createObjectNode().set(name, value);
    }

    /// A state as a scenario begins it.
    /// @param usual    what holds where the scenario says nothing
    /// @param scenario values of some of its fields
    static ObjectNode begun(String usual, ObjectNode scenario) {
        ObjectNode state = (ObjectNode) JsonMapper.shared().readTree(usual);
        for (String field : state.propertyNames().toArray(String[]::new)) if (scenario.has(field)) state.set(field, scenario.get(field).deepCopy());
        return state;
    }
}
