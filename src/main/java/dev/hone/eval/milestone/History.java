package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The tables as they were after each message of a conversation. The table `SANDBOX` is the message itself.
/// @param states for each message its tables by name
/// @param first  the place of the user's first message; what stands before it is not judged
record History(List<Map<String, List<ObjectNode>>> states, int first) {
    static final String MESSAGES = "SANDBOX";
    private static final List<String> COLUMNS = List.of("content", "openai_tool_call_id", "openai_function_name", "conversation_active", "tool_call_exception", "tool_trace", "visible_to");

    /// @param conversation `messages`, and `snapshots` with, for each of them, the rows of the tables that it changed; the first has all tables
    static History of(Item conversation) {
        List<Item> messages = conversation.items("messages"), snapshots = conversation.items("snapshots");
        if (messages.isEmpty()) throw conversation.wrong("messages", "at least one message");
        if (snapshots.size() != messages.size()) throw conversation.wrong("snapshots", messages.size() + " objects, one for each message");
        List<Map<String, List<ObjectNode>>> states = new ArrayList<>();
        Map<String, List<ObjectNode>> state = Map.of();
        for (int i = 0; i < messages.size(); i++) {
            state = new HashMap<>(state);
            for (String table : snapshots.get(i).fields().propertyNames()) state.put(table, snapshots.get(i).items(table).stream().map(Item::fields).toList());
            state.put(MESSAGES, List.of(row(messages.get(i), i)));
            states.add(state);
        }
        return new History(states, first(messages));
    }

    private static ObjectNode row(Item message, int index) {
        ObjectNode row = message.fields().deepCopy().put("sandbox_message_index", index).put("sender", message.text("sender")).put("recipient", message.text("recipient"));
        for (String column : COLUMNS) if (!row.has(column)) row.putNull(column);
        return row;
    }

    private static int first(List<Item> messages) {
        for (int i = 0; i < messages.size(); i++) if (messages.get(i).text("sender").equals("USER") && !forUserAlone(messages.get(i))) return i;
        return 0;
    }

    /// Part of the example that shows the simulated user how to speak.
    private static boolean forUserAlone(Item message) {
        return !message.absent("visible_to") && message.texts("visible_to").equals(List.of("USER"));
    }

    /// How many messages count: none of the system, of the example for the user, or between the user and its tools.
    static int turns(Item conversation) {
        return (int) conversation.items("messages").stream().filter(message -> {
            String sender = message.text("sender"), recipient = message.text("recipient");
            boolean usersTools = sender.equals("USER") && recipient.equals("EXECUTION_ENVIRONMENT") || sender.equals("EXECUTION_ENVIRONMENT") && recipient.equals("USER");
            return !sender.equals("SYSTEM") && !usersTools && !forUserAlone(message);
        }).count();
    }

    int size() {
        return states.size();
    }

    List<ObjectNode> table(String name, int message) {
        return states.get(message).getOrDefault(name, List.of());
    }
}
