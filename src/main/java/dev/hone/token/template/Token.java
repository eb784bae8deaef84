package dev.hone.token.template;

/// One word of a template's source.
/// @param type  what kind of word
/// @param text  as written; an operator is recognised by it
/// @param value what a constant stands for (text, integer, float), else null
/// @param line  line in the source, from 1
record Token(Type type, String text, Object value, int line) {
    enum Type { DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END }

    boolean isOperator(String operator) {
        return type == Type.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return type == Type.NAME && text.equals(name);
    }

    /// How a message calls it.
    String described() {
        return switch (type) {
            case DATA -> "template text";
            case PRINT_BEGIN -> "{{";
            case PRINT_END -> "}}";
            case BLOCK_BEGIN -> "{%";
            case BLOCK_END -> "%}";
            case END -> "end of template";
            default -> text;
        };
    }
}
