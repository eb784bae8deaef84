package dev.hone.cli.show;

import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Terminal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An example's columns for people to read: a line for each text, and for each message of a conversation.
final class ExampleFields {
    private ExampleFields() {}

    static String lines(ObjectNode fields, Paint paint) {
        var lines = new StringBuilder();
        for (var field : fields.properties()) {
            if (isMessages(field.getValue())) {
                lines.append("  ").append(paint.strong(field.getKey())).append('\n');
                for (JsonNode message : field.getValue()) lines.append("    ").append(message(message, paint)).append('\n');
            } else lines.append("  ").append(paint.strong(field.getKey())).append("  ").append(text(field.getValue(), "  ")).append('\n');
        }
        return lines.toString();
    }

    private static boolean isMessages(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.get(0).has("role");
    }

    private static String message(JsonNode message, Paint paint) {
        var line = new StringBuilder(paint.quiet(text(message.path("role"), "")));
        for (var part : message.properties()) {
            if (part.getKey().equals("role") || part.getValue().isNull()) continue;
            line.append("  ");
            if (!part.getKey().equals("content")) line.append(paint.quiet(Terminal.harmless(part.getKey()))).append(' ');
            line.append(text(part.getValue(), "    "));
        }
        return line.toString();
    }

    /// Further lines of a text stand below the first.
    private static String text(JsonNode value, String indent) {
        String text = value.isString() ? value.stringValue() : value.toString();
        return Terminal.harmless(text).replace("\n", "\n  " + indent);
    }
}
