package dev.hone.reward.environment;

import dev.hone.data.Json;
import dev.hone.reward.OwnProgram;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program in any language. For each thing that happens it reads a line of JSON and writes one:
/// ```
/// {"begin": {"columns": {...}, "seed": 1}}                    {"tools": [...]}
/// {"call": {"name": "look", "arguments": {...}}}              {"content": "a door", "ends": false}, or {"error": "no such door"}
/// {"score": {"answer": "I am out."}}                          {"score": 1}, or null for no score
/// ```
/// One that breaks the rules, ends or is too slow is killed; what is asked of it afterwards fails.
final class ProgramEnvironment implements Environment {
    private final ProgramMaker maker;
    private OwnProgram program;

    ProgramEnvironment(ProgramMaker maker) {
        this.maker = maker;
    }

    @Override public List<Tool> begin(ObjectNode columns, long seed) throws InterruptedException {
        program = maker.take();
        ObjectNode question = Json.MAPPER.createObjectNode();
        question.putObject("begin").put("seed", seed).set("columns", columns);
        return ask(question, "{\"tools\": [...]}", reply -> reply.required("tools").valueStream().map(Tool::read).toList());
    }

    @Override public ToolResult call(String tool, ObjectNode arguments) throws Exception {
        ObjectNode question = Json.MAPPER.createObjectNode();
        question.putObject("call").put("name", tool).set("arguments", arguments);
        JsonNode reply = ask(question, "{\"content\": \"...\"} or {\"error\": \"...\"}", json -> json);
        if (reply.hasNonNull("error")) throw new IllegalArgumentException(reply.get("error").asString());
        JsonNode content = reply.path("content");
        return new ToolResult(content.isString() ? content.stringValue() : content.toString(), reply.path("ends").asBoolean(false));
    }

    @Override public double score(String answer) throws InterruptedException {
        ObjectNode question = Json.MAPPER.createObjectNode();
        question.putObject("score").put("answer", answer);
        return ask(question, "{\"score\": number} or null", reply -> reply.path("score").isNumber() ? reply.get("score").doubleValue() : Double.NaN);
    }

    private <T> T ask(ObjectNode question, String expected, Function<JsonNode, T> read) throws InterruptedException {
        if (program == null) throw new IllegalStateException("the program was ended by what happened before");
        boolean done = false;
        try {
            T reply = program.ask(List.of(question), expected, json -> read.apply(checked(json, expected))).getFirst();
            done = true;
            return reply;
        } finally {
            if (!done) end();
        }
    }

    private static JsonNode checked(JsonNode json, String expected) {
        if (!json.isObject() && !json.isNull()) throw new IllegalStateException("the program wrote " + Json.shortened(json) + "; expected " + expected);
        return json;
    }

    private void end() {
        program.kill();
        program = null;
    }

    @Override public void close() {
        if (program != null) maker.giveBack(program);
        program = null;
    }
}
