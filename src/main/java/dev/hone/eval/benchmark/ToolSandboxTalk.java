package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.phone.Phone;
import dev.hone.eval.python.PythonJson;
import dev.hone.eval.tool.ToolCall;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands against a model in a scenario of ToolSandbox: a phone with its tools, and a user, who ends the talk by a tool. The messages
/// and what each of them changed of the phone's tables are kept as they are judged.
final class ToolSandboxTalk implements Dialogue {
    private static final int MOST_MESSAGES = 30;
    private static final String SYSTEM = "SYSTEM", USER = "USER", AGENT = "AGENT", TOOLS = "EXECUTION_ENVIRONMENT", END = "end_conversation", CALLS = "tool_calls";

    private final Item scenario;
    private final Phone phone;
    private final PlayedUser user;
    private final ArrayNode messages, snapshots, agentTools;
    private final int mostMessages;
    private Conversation conversation;
    private boolean ended;

    /// @param scenario `messages` and `snapshots` up to the user's first words; perhaps `tools`, the names of those that there are, and `now`
    ToolSandboxTalk(Item scenario, Respondent player) {
        this.scenario = scenario;
        messages = ((ArrayNode) scenario.fields().get("messages")).deepCopy();
        snapshots = ((ArrayNode) scenario.fields().get("snapshots")).deepCopy();
        phone = new Phone(tables(), scenario.absent("now") ? ToolSandbox.NOW : scenario.number("now"));
        user = new PlayedUser(player, Sampling.at(1, 1, 1024));
        List<String> names = scenario.absent("tools") ? List.of() : scenario.texts("tools");
        agentTools = Json.MAPPER.createArrayNode().addAll(Phone.tools(names).valueStream().filter(tool -> !name(tool).equals(END)).toList());
        mostMessages = messages.size() + MOST_MESSAGES;
        conversation = new Conversation(Json.MAPPER.createArrayNode(), agentTools, Json.MAPPER.createObjectNode());
        for (JsonNode message : messages) begin(message.path("sender").asString(), message.path("recipient").asString(), message.path("content").asString(""));
    }

    private static String name(JsonNode tool) {
        return tool.path("function").path("name").asString();
    }

    /// The tables as the last snapshots leave them.
    private ObjectNode tables() {
        ObjectNode tables = Json.MAPPER.createObjectNode();
        for (JsonNode snapshot : snapshots) for (String table : Phone.tableNames()) if (snapshot.has(table)) tables.set(table, snapshot.get(table).deepCopy());
        return tables;
    }

    private void begin(String sender, String recipient, String content) {
        if (!recipient.equals(AGENT)) return;
        conversation = conversation.with(Prompts.message(sender.equals(SYSTEM) ? "system" : "user", content));
    }

    @Override public Conversation conversation() {
        return conversation;
    }

    @Override public boolean ended() {
        return ended || messages.size() >= mostMessages;
    }

    @Override public void hear(ObjectNode message) throws InterruptedException {
        ObjectNode heard = ToolCall.readable(message);
        List<ToolCall> calls = ToolCall.in(Prompts.list(heard));
        conversation = conversation.with(Prompts.list(heard));
        if (calls.isEmpty()) {
            add(AGENT, USER, heard.path("content").asString(""));
            if (!ended()) answer();
            return;
        }
        for (int i = 0; i < calls.size(); i++) add(AGENT, TOOLS, calls.get(i).python()).put("openai_tool_call_id", heard.get(CALLS).get(i).path("id").asString("")).put("openai_function_name", calls.get(i).name());
        for (int i = 0; i < calls.size(); i++) conversation = conversation.with(Prompts.toolAnswer(heard.get(CALLS).get(i), calls.get(i).name(), called(calls.get(i))));
    }

    /// The user's next words; or the end.
    private void answer() throws InterruptedException {
        ObjectNode said = user.says(seenByUser());
        if (ToolCall.in(Prompts.list(ToolCall.readable(said))).stream().anyMatch(call -> call.name().equals(END))) {
            add(USER, TOOLS, END + "()");
            add(TOOLS, USER, "None").put("conversation_active", false);
            ended = true;
            return;
        }
        String words = said.path("content").asString("");
        add(USER, AGENT, words);
        conversation = conversation.with(Prompts.message("user", words));
    }

    /// What the user was told and both have said, with the roles changed.
    private Conversation seenByUser() {
        ArrayNode seen = Json.MAPPER.createArrayNode();
        for (JsonNode message : messages) {
            String sender = message.path("sender").asString(), recipient = message.path("recipient").asString(), content = message.path("content").asString("");
            if (recipient.equals(USER) && sender.equals(SYSTEM)) seen.addAll(Prompts.message("system", content));
            if (recipient.equals(USER) && sender.equals(AGENT)) seen.addAll(Prompts.message("user", content));
            if (recipient.equals(AGENT) && sender.equals(USER)) seen.addAll(Prompts.message("assistant", content));
        }
        return new Conversation(seen, Phone.tools(List.of(END)), Json.MAPPER.createObjectNode());
    }

    /// Makes a call, notes its trace and what it changed, and says what it answered.
    private String called(ToolCall call) {
        ObjectNode before = phone.tables().deepCopy();
        String answer, exception = null;
        JsonNode result = null;
        try {
            if (agentTools.valueStream().noneMatch(tool -> name(tool).equals(call.name()))) throw new Toolbox.UnknownToolFault(call.name());
            result = phone.call(call.name(), new Arguments(call.arguments()));
            answer = result.isString() ? result.stringValue() : result.isNull() ? "None" : PythonJson.text(result);
        } catch (Toolbox.UnknownToolFault e) {
            answer = exception = "NameError: there is no tool " + e.getMessage();
        } catch (Toolbox.Refusal e) {
            answer = exception = "Error: " + e.getMessage();
        }
        ObjectNode told = add(TOOLS, AGENT, answer);
        if (exception != null) told.put("tool_call_exception", exception);
        else told.putArray("tool_trace").addObject().put("tool_name", call.name()).<ObjectNode>set("arguments", call.arguments()).set("result", result);
        ObjectNode changed = (ObjectNode) snapshots.get(snapshots.size() - 1);
        for (String table : Phone.tableNames()) if (!phone.tables().path(table).equals(before.path(table))) changed.set(table, phone.tables().get(table).deepCopy());
        return answer;
    }

    private ObjectNode add(String sender, String recipient, String content) {
        snapshots.addObject();
        return messages.addObject().put("sender", sender).put("recipient", recipient).put("content", content);
    }

    @Override public Item row() {
        ObjectNode row = scenario.fields().deepCopy();
        row.set("messages", messages);
        row.set("snapshots", snapshots);
        return new Item(row, scenario.where());
    }
}
