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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands against an agent of tau-bench: a policy, tools, and a customer, who ends the talk.
final class TauTalk implements Dialogue {
    private static final int MOST_STEPS = 30;
    private static final String GREETING = "Hi! How can I help you today?";
    /// The official one leaves the temperature to the server, whose usual one is 1.
    private static final Sampling CUSTOMER = Sampling.at(1, 1, 1024);

    private final Item question;
    private final PlayedUser user;
    private final World world;
    private final ArrayNode actions = Json.MAPPER.createArrayNode(), replies = Json.MAPPER.createArrayNode();
    private Conversation conversation, seenByUser;
    private boolean ended;

    /// @param instruction who the customer is and wants
    TauTalk(Item question, Domain domain, String instruction, Respondent player) throws InterruptedException {
        this.question = question;
        world = domain.world();
        user = new PlayedUser(player, CUSTOMER);
        seenByUser = Prompts.system(instructions(instruction), GREETING);
        Conversation begun = Prompts.system(domain.policy(), reply());
        conversation = new Conversation(begun.messages(), domain.agentTools(), begun.variables());
    }

    private static String instructions(String instruction) {
        return """
                Play a customer who talks to a service agent. Who you are and what you want:

                %s

                How to play:
                - Write what the customer says next and nothing else, in one line.
                - Bring up one thing after another, as the talk asks for it, and never all that you know at once.
                - You know nothing but what stands above. Where the agent asks for anything else, such as a number of an order, say that you cannot remember it or have none.
                - Say it as this person would, in words of your own; do not read the text above aloud.
                - As soon as you have got what you want, reply with %s alone, which ends the talk.""".formatted(instruction, TauBench.STOP);
    }

    /// What the user says to all that they have heard.
    private String reply() throws InterruptedException {
        String reply = user.says(seenByUser).path("content").asString("");
        seenByUser = seenByUser.with(Prompts.message("assistant", reply));
        return reply;
    }

    @Override public Conversation conversation() {
        return conversation;
    }

    @Override public boolean ended() {
        return ended || actions.size() >= MOST_STEPS;
    }

    /// The first call counts alone, as officially.
    @Override public void hear(ObjectNode message) throws InterruptedException {
        ObjectNode heard = ToolCall.readable(message);
        List<ToolCall> calls = ToolCall.in(Prompts.list(heard));
        if (calls.isEmpty()) respond(heard);
        else call(heard, calls.getFirst());
    }

    private void respond(ObjectNode message) throws InterruptedException {
        String words = message.path("content").asString("");
        actions.addObject().put("name", TauBench.RESPOND).putObject("kwargs").put("content", words);
        seenByUser = seenByUser.with(Prompts.message("user", words));
        String reply = reply();
        replies.add(reply);
        ended = reply.contains(TauBench.STOP);
        conversation = conversation.with(Prompts.list(message)).with(Prompts.message("user", reply));
    }

    private void call(ObjectNode message, ToolCall call) {
        actions.addObject().put("name", call.name()).set("kwargs", call.arguments());
        ObjectNode first = message.deepCopy();
        first.set("tool_calls", Prompts.list((ObjectNode) message.get("tool_calls").get(0)));
        String answer = world.call(false, call.name(), call.arguments()).text();
        ended = call.name().equals(TauBench.TRANSFER);
        conversation = conversation.with(Prompts.list(first)).with(Prompts.toolAnswer(first.get("tool_calls").get(0), call.name(), answer));
    }

    @Override public Item row() {
        ObjectNode row = question.fields().deepCopy();
        row.set("actions", actions);
        row.set("replies", replies);
        return new Item(row, question.where());
    }
}
