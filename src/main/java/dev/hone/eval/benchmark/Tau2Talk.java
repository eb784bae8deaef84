package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.tau.Domain;
import dev.hone.eval.tool.ToolCall;
import dev.hone.eval.tau.World;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands against an agent of tau2-bench: a policy, tools, and a user, who may have tools too. All that anybody says or calls is one
/// list of messages, of which each side sees its own part: what both say, and the calls of its own. The user sees it with the roles changed.
final class Tau2Talk implements Dialogue {
    private static final int MOST_STEPS = 200, MOST_ERRORS = 10;
    private static final List<String> STOPS = List.of("###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###");
    private static final String ASSISTANT = "assistant", PLAYER = "user", TOOL = "tool", CALLS = "tool_calls", REQUESTOR = "requestor";
    private static final String AGENT_INSTRUCTIONS = """
            You work for customer service. Help the user as the policy below allows, and always keep to it.
            In each turn either write to the user or call a tool, never both.
            Arguments of tools are valid JSON.""";
    private static final String USER_INSTRUCTIONS = """
            Play a customer who talks to customer service. Who you are and what you want stands below.
            - Write one message at a time, as this person would, in words of your own.
            - You know nothing but what stands below%s. What is not there you do not know.
            - Tell one thing after another, as you are asked.
            - Write ###STOP### as soon as you have got what you want, ###TRANSFER### when you are handed over to somebody else, and ###OUT-OF-SCOPE### when what
              stands below does not say how to go on.""";
    private static final String USER_TOOLS = """
             and what your tools tell you
            - In each turn either write to the agent or call a tool, never both. Call one only where the agent asks you to do something or to look something up""";

    private final Item question;
    private final World world;
    private final PlayedUser user;
    private final String policy, instructions;
    private final ArrayNode agentTools, userTools, messages = Json.MAPPER.createArrayNode();
    /// Messages that were there before, and whose calls the world begins with.
    private final int history;
    private int steps, errors;
    private String ending;

    Tau2Talk(Item question, Domain domain, ObjectNode task, Respondent player) throws InterruptedException {
        this.question = question;
        user = new PlayedUser(player, Sampling.greedy(2048));
        world = domain.world(task);
        policy = "<instructions>\n" + AGENT_INSTRUCTIONS + "\n</instructions>\n<policy>\n" + domain.policy() + "\n</policy>";
        agentTools = domain.agentTools();
        userTools = userTools(domain, task);
        instructions = userInstructions(domain, task.path("user_scenario"));
        JsonNode before = task.path("initial_state").path("message_history");
        if (before.isEmpty()) messages.addAll(Prompts.message(ASSISTANT, "Hi! How can I help you today?"));
        else before.forEach(message -> messages.add(inOpenAisForm((ObjectNode) message)));
        history = before.size();
        untilTheAgentSpeaks();
    }

    /// Those that the task names, where it does.
    private static ArrayNode userTools(Domain domain, ObjectNode task) {
        ArrayNode all = domain.userTools();
        if (all == null || !task.path("user_tools").isArray()) return all;
        List<String> named = task.get("user_tools").valueStream().map(JsonNode::asString).toList();
        return Json.MAPPER.createArrayNode().addAll(all.valueStream().filter(tool -> named.contains(tool.path("function").path("name").asString())).toList());
    }

    private String userInstructions(Domain domain, JsonNode scenario) {
        boolean hasTools = userTools != null && !userTools.isEmpty();
        String how = domain.guidelines(hasTools).orElseGet(() -> USER_INSTRUCTIONS.formatted(hasTools ? USER_TOOLS : ""));
        StringBuilder text = new StringBuilder(how).append("\n\n<scenario>\n");
        if (scenario.path("persona").isString()) text.append("Persona:\n").append(indented(scenario.get("persona").stringValue())).append('\n');
        text.append("Instructions:\n").append(indented(told(scenario.path("instructions")))).append("\n</scenario>");
        return text.toString();
    }

    /// A text, or an object whose parts are told one after the other.
    private static String told(JsonNode instructions) {
        if (instructions.isString()) return instructions.stringValue();
        StringBuilder text = new StringBuilder("Domain: ").append(instructions.path("domain").asString(""));
        List<String> parts = List.of("reason_for_call", "Reason for call", "known_info", "Known info", "unknown_info", "Unknown info", "task_instructions", "Task instructions");
        for (int i = 0; i < parts.size(); i += 2) {
            JsonNode part = instructions.path(parts.get(i));
            if (part.isString()) text.append('\n').append(parts.get(i + 1)).append(":\n").append(indented(part.stringValue()));
        }
        return text.toString();
    }

    private static String indented(String text) {
        return text.lines().map(line -> line.isBlank() ? line : "\t" + line).reduce((one, next) -> one + "\n" + next).orElse("");
    }

    /// Calls in a task's history are flat, `{id, name, arguments}`.
    private static ObjectNode inOpenAisForm(ObjectNode message) {
        ObjectNode formed = message.deepCopy().without("turn_idx");
        if (formed.path("role").asString().equals(TOOL)) return formed.<ObjectNode>set("tool_call_id", formed.remove("id")).put(REQUESTOR, formed.path(REQUESTOR).asString(ASSISTANT));
        if (!calls(formed)) return formed.without(CALLS);
        ArrayNode calls = formed.putArray(CALLS);
        for (JsonNode call : message.get(CALLS)) calls.addObject().<ObjectNode>set("id", call.get("id")).put("type", "function").putObject("function")
                .put("name", call.path("name").asString()).put("arguments", call.path("arguments").toString());
        return formed;
    }

    private static boolean calls(JsonNode message) {
        return !message.path(CALLS).isEmpty();
    }

    @Override public Conversation conversation() {
        return new Conversation(Prompts.message("system", policy).addAll(seenBy(ASSISTANT).toList()), agentTools, Json.MAPPER.createObjectNode());
    }

    private Conversation seenByUser() {
        Stream<ObjectNode> turned = seenBy(PLAYER).map(message -> switch (message.path("role").asString()) {
            case ASSISTANT -> message.deepCopy().put("role", PLAYER);
            case PLAYER -> message.deepCopy().put("role", ASSISTANT);
            default -> message;
        });
        return new Conversation(Prompts.message("system", instructions).addAll(turned.toList()), userTools, Json.MAPPER.createObjectNode());
    }

    /// What is said, and a side's own calls with their answers.
    private Stream<ObjectNode> seenBy(String side) {
        return messages.valueStream().map(message -> (ObjectNode) message).filter(message -> switch (message.path("role").asString()) {
            case TOOL -> message.path(REQUESTOR).asString().equals(side);
            case String speaker -> !calls(message) || speaker.equals(side);
        }).map(message -> message.has(REQUESTOR) ? message.deepCopy().without(REQUESTOR) : message);
    }

    @Override public boolean ended() {
        return ending != null;
    }

    @Override public void hear(ObjectNode message) throws InterruptedException {
        say(ASSISTANT, message);
        untilTheAgentSpeaks();
    }

    private void say(String role, ObjectNode message) {
        ObjectNode said = ToolCall.readable(message).put("role", role);
        messages.add(calls(said) ? said : said.without(CALLS));
        steps++;
        if (!calls(said) && said.path("content").asString("").isBlank()) ending = role.equals(PLAYER) ? "user_error" : "agent_error";
    }

    /// Goes on with whatever the last message asks for: an answer of tools, words of the user.
    private void untilTheAgentSpeaks() throws InterruptedException {
        while (!ended()) {
            ObjectNode last = (ObjectNode) messages.get(messages.size() - 1);
            String speaker = last.path("role").asString();
            String next = speaker.equals(TOOL) ? last.path(REQUESTOR).asString() : speaker.equals(PLAYER) ? ASSISTANT : PLAYER;
            if (calls(last)) answer(last, speaker);
            else if (speaker.equals(PLAYER) && STOPS.stream().anyMatch(last.path("content").asString("")::contains)) ending = "user_stop";
            else if (steps >= MOST_STEPS) ending = "max_steps";
            else if (errors >= MOST_ERRORS) ending = "too_many_errors";
            else if (next.equals(ASSISTANT)) return;
            else say(PLAYER, user.says(seenByUser()));
        }
    }

    private void answer(ObjectNode message, String side) {
        List<ToolCall> calls = ToolCall.in(Prompts.list(message));
        for (int i = 0; i < calls.size(); i++) {
            World.Answer answer = world.call(side.equals(PLAYER), calls.get(i).name(), calls.get(i).arguments());
            if (answer.refused()) errors++;
            ObjectNode told = (ObjectNode) Prompts.toolAnswer(message.get(CALLS).get(i), calls.get(i).name(), answer.text()).get(0);
            messages.add(told.put(REQUESTOR, side));
        }
        steps++;
    }

    @Override public Item row() {
        ObjectNode row = question.fields().deepCopy();
        ArrayNode said = row.putArray("messages");
        for (int i = history; i < messages.size(); i++) said.add(messages.get(i));
        return new Item(row.put("termination_reason", ending == null ? "broken_off" : ending), question.where());
    }
}
