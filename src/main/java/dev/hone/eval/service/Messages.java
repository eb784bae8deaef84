package dev.hone.eval.service;

import dev.hone.eval.python.PythonRandom;
import dev.hone.eval.tool.Arguments;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages between the users of a workspace.
/// Source: BFCL v4, `MessageAPI`.
record Messages(ObjectNode state, PythonRandom random) implements Service {
    private static final String USUAL = """
            {"generated_ids": {}, "user_count": 4, "user_map": {"Alice": "USR001", "Bob": "USR002", "Catherine": "USR003", "Daniel": "USR004"},
            "inbox": [{"USR002": "My name is Alice. I want to connect."}, {"USR003": "Could you upload the file?"}, {"USR004": "Could you upload the file?"}],
            "message_count": 3, "current_user": null}""";
    private static final long SEED = 200191;

    static Messages of(ObjectNode scenario) {
        ObjectNode state = Service.begun(USUAL, scenario);
        if (!state.get("generated_ids").isObject()) state.putObject("generated_ids");
        return new Messages(state, PythonRandom.of(scenario.path("random_seed").asLong(SEED)));
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "list_users" -> {
                ArrayNode names = state.arrayNode();
                users().propertyNames().forEach(names::add);
                yield Service.answer("user_list", names);
            }
            case "get_user_id" -> users().has(given.text("user")) ? Service.answer("user_id", users().get(given.text("user"))) : Service.error("User '" + given.text("user") + "' not found in the workspace.");
            case "message_login" -> login(given.text("user_id"));
            case "message_get_login_status" -> Service.answer("login_status", loggedIn());
            case "add_contact" -> contact(given.text("user_name"));
            default -> loggedIn() ? callLoggedIn(name, given) : Service.error("No user is currently logged in.");
        };
    }

    private JsonNode callLoggedIn(String name, Arguments given) {
        return switch (name) {
            case "send_message" -> sent(given.text("receiver_id"), given.text("message"));
            case "delete_message" -> deleted(given.text("receiver_id"));
            case "view_messages_sent" -> Service.answer("messages", byReceiver());
            case "search_messages" -> found(given.text("keyword").toLowerCase(Locale.ROOT));
            case "get_message_stats" -> {
                ObjectNode answer = state.objectNode();
                answer.putObject("stats").put("received_count", inbox().size()).put("total_contacts", byReceiver().size());
                yield answer;
            }
            default -> throw new UnknownToolFault(name);
        };
    }

    private boolean loggedIn() {
        return !state.path("current_user").asString("").isEmpty();
    }

    private ObjectNode users() {
        return (ObjectNode) state.get("user_map");
    }

    private boolean isUser(String id) {
        return users().valueStream().anyMatch(user -> user.asString().equals(id));
    }

    private ArrayNode inbox() {
        return (ArrayNode) state.get("inbox");
    }

    private static Map.Entry<String, JsonNode> parts(JsonNode message) {
        return message.properties().iterator().next();
    }

    private JsonNode login(String id) {
        if (!isUser(id)) return Service.answer("login_status", false).put("message", "User ID '" + id + "' not found.");
        state.put("current_user", id);
        return Service.answer("login_status", true).put("message", "User '" + id + "' logged in successfully.");
    }

    private JsonNode contact(String name) {
        if (users().has(name)) return Service.error("User name '" + name + "' already exists.");
        int count = state.path("user_count").intValue() + 1;
        state.put("user_count", count);
        String id = String.format("USR%03d", count);
        if (isUser(id)) return Service.error("User ID '" + id + "' already exists.");
        users().put(name, id);
        return Service.answer("added_status", true).put("user_id", id).put("message", "Contact '" + name + "' added successfully.");
    }

    private JsonNode sent(String receiver, String message) {
        if (!isUser(receiver)) return Service.error("Receiver ID '" + receiver + "' not found.");
        ObjectNode ids = (ObjectNode) state.get("generated_ids");
        long id = random.between(10000, 99999);
        while (ids.has(Long.toString(id))) id = random.between(10000, 99999);
        ids.put(Long.toString(id), true);
        inbox().addObject().put(receiver, message);
        state.put("message_count", state.path("message_count").intValue() + 1);
        ObjectNode answer = Service.answer("sent_status", true);
        answer.putObject("message_id").put("new_id", id);
        return answer.put("message", "Message sent to '" + receiver + "' successfully.");
    }

    private JsonNode deleted(String receiver) {
        for (int i = inbox().size() - 1; i >= 0; i--) {
            JsonNode message = inbox().get(i);
            if (!parts(message).getKey().equals(receiver)) continue;
            int first = 0;                                    // the first equal message goes, whichever was found
            while (!inbox().get(first).equals(message)) first++;
            inbox().remove(first);
            return Service.answer("deleted_status", true).put("receiver_id", receiver).put("message", "Receiver " + receiver + "'s latest message deleted successfully.");
        }
        return Service.error("Receiver ID " + receiver + " not found.");
    }

    private ObjectNode byReceiver() {
        ObjectNode sent = state.objectNode();
        for (JsonNode message : inbox()) {
            var parts = parts(message);
            (sent.get(parts.getKey()) instanceof ArrayNode list ? list : sent.putArray(parts.getKey())).add(parts.getValue());
        }
        return sent;
    }

    private JsonNode found(String keyword) {
        ArrayNode results = state.arrayNode();
        for (JsonNode message : inbox()) {
            var parts = parts(message);
            if (parts.getValue().asString().toLowerCase(Locale.ROOT).contains(keyword)) results.addObject().put("receiver_id", parts.getKey()).set("message", parts.getValue());
        }
        return Service.answer("results", results);
    }
}
