package dev.hone.token.template;

/// A name or member that is not there. It prints as nothing, is false and has no elements; anything else fails.
/// @param hint  the message, or null when it follows from the other two
/// @param owner whose member is missing; [#NOBODY] for a variable
/// @param name  what was looked for
record Undefined(String hint, Object owner, Object name) {
    private static final Object NOBODY = new Object();

    static Undefined variable(String name) {
        return new Undefined(null, NOBODY, name);
    }

    static Undefined member(Object owner, Object name) {
        return new Undefined(null, owner, name);
    }

    static Undefined because(String hint) {
        return new Undefined(hint, NOBODY, null);
    }

    static Undefined unsafe(Object owner, String name) {
        return because("access to attribute '" + name + "' of '" + Types.name(owner) + "' object is unsafe.");
    }

    TemplateError failure() {
        return TemplateError.failed(message());
    }

    private String message() {
        if (hint != null) return hint;
        if (owner == NOBODY) return "'" + name + "' is undefined";
        String whose = owner == null ? "None" : Types.name(owner) + " object";
        return name instanceof String ? "'" + whose + "' has no attribute '" + name + "'"
                : whose + " has no element " + Printed.repr(name);
    }
}
