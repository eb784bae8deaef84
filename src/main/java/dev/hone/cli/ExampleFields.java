package dev.hone.cli;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An example written out in TRL's columns, whatever the columns were that it was read from.
final class ExampleFields {
    private ExampleFields() {}

    static ObjectNode of(Example example) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        switch (example) {
            case Example.Text(String text) -> fields.put("text", text);
            case Example.Chat(Conversation chat) -> put(fields, "messages", chat);
            case Example.TextCompletion(String prompt, String completion) -> fields.put("prompt", prompt).put("completion", completion);
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> put(fields, "prompt", prompt).set("completion", completion);
            case Example.Ids(int[] ids, boolean[] learned) -> {
                put(fields, "input_ids", ids);
                ArrayNode labels = fields.putArray("labels");
                for (int t = 0; t < ids.length; t++) labels.add(learned[t] ? ids[t] : -100);
            }
            case Example.TextPreference(String prompt, String chosen, String rejected, double margin) -> {
                if (prompt != null) fields.put("prompt", prompt);
                fields.put("chosen", chosen).put("rejected", rejected);
                putMargin(fields, margin);
            }
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, double margin) -> {
                if (prompt != null) put(fields, "prompt", prompt);
                fields.set("chosen", chosen.messages());
                fields.set("rejected", rejected.messages());
                putMargin(fields, margin);
            }
            case Example.IdsPreference(int[] prompt, int[] chosen, int[] rejected, double margin) -> {
                if (prompt != null) put(fields, "prompt_ids", prompt);
                put(put(fields, "chosen_ids", chosen), "rejected_ids", rejected);
                putMargin(fields, margin);
            }
            case Example.TextVerdict(String prompt, String completion, boolean good) ->
                    fields.put("prompt", prompt).put("completion", completion).put("label", good);
            case Example.ChatVerdict(Conversation prompt, ArrayNode completion, boolean good) -> {
                put(fields, "prompt", prompt).set("completion", completion);
                fields.put("label", good);
            }
            case Example.TextPrompt(String prompt) -> fields.put("prompt", prompt);
            case Example.ChatPrompt(Conversation prompt) -> put(fields, "prompt", prompt);
            case Example.IdsPrompt(int[] prompt) -> put(fields, "prompt_ids", prompt);
        }
        return fields;
    }

    private static void putMargin(ObjectNode fields, double margin) {
        if (margin != 0) fields.put("margin", margin);
    }

    private static ObjectNode put(ObjectNode fields, String name, Conversation conversation) {
        fields.set(name, conversation.messages());
        if (conversation.tools() != null) fields.set("tools", conversation.tools());
        if (!conversation.variables().isEmpty()) fields.set("chat_template_kwargs", conversation.variables());
        return fields;
    }

    private static ObjectNode put(ObjectNode fields, String name, int[] ids) {
        ArrayNode array = fields.putArray(name);
        for (int id : ids) array.add(id);
        return fields;
    }

    /// The fields for people: a line for each text, and for each message of a conversation.
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
