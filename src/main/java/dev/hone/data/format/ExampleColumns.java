package dev.hone.data.format;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An example written out in TRL's columns, whatever the columns were that it was read from.
public final class ExampleColumns {
    private ExampleColumns() {}

    public static ObjectNode of(Example example) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
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
                if (prompt == null) put(fields, "chosen", chosen);
                else put(fields, "prompt", prompt).set("chosen", chosen.messages());
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
}
