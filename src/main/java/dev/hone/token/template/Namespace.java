package dev.hone.token.template;

import java.util.LinkedHashMap;
import java.util.Map;

/// `namespace(...)`: the one thing that a loop or macro can change for those outside it.
final class Namespace {
    final Map<String, Object> members = new LinkedHashMap<>();

    void set(String name, Object value) {
        if (name.startsWith("_")) throw TemplateError.failed(
                "Chat templates cannot store underscore-prefixed attributes on a namespace, but got '" + name + "'. Please rename the attribute.");
        members.put(name, value);
    }
}
