package dev.hone.reward.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EnvironmentsTest {
    /// A counter that begins where the row says; it adds, breaks off and ends.
    private static final String COUNTER = """
            import json, sys
            for line in sys.stdin:
                asked = json.loads(line)
                if "begin" in asked:
                    count = asked["begin"]["columns"]["start"] + asked["begin"]["seed"]
                    reply = {"tools": [{"name": name, "description": "", "parameters": {}} for name in ("add", "quit", "end", "wrong")]}
                elif "score" in asked:
                    reply = {"score": count} if asked["score"]["answer"] else None
                else:
                    name = asked["call"]["name"]
                    if name == "quit": sys.exit(3)
                    count += asked["call"]["arguments"].get("by", 0)
                    reply = {"error": "no such thing"} if name == "wrong" else {"content": count, "ends": name == "end"}
                print(json.dumps(reply), flush=True)
            """;

    @TempDir Path folder;

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"'));
    }

    private static Environments environments(String name, double deadline, String arguments) {
        ObjectNode given = object(arguments);
        Map<String, JsonNode> map = given.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return Environments.of(new EnvironmentSettings(name, deadline, map));
    }

    private Environments counter() throws IOException {
        Path program = Files.writeString(folder.resolve("counter.py"), COUNTER);
        return environments("program", 60, "{'command': ['python3', '" + program + "']}");
    }

    @Test void theCalculator() throws Exception {
        assertEquals("100", Calculator.result("4 * (20 + 5)"));
        assertEquals("-2.5", Calculator.result("-(1 + 4) / 2"));
        assertEquals("0.3", Calculator.result("0.1+0.2"));
        assertEquals("0.3333333333333333", Calculator.result("1 / 3"));
        assertEquals("12000", Calculator.result("1200 * 10"));
        assertEquals("0", Calculator.result("5 - 5.00"));
        assertEquals("division by zero", assertThrows(ArithmeticException.class, () -> Calculator.result("1 / (2 - 2)")).getMessage());
        for (Map.Entry<String, String> wrong : Map.of("", "the expression ends too early", "2 +", "the expression ends too early", "2 ** 3", "cannot read '*' at character 4 of 2 ** 3",
                "(1", "the expression ends too early", "two", "cannot read 't' at character 1 of two", "(".repeat(200), "the expression is nested more than 100 deep").entrySet())
            assertEquals(wrong.getValue(), assertThrows(IllegalArgumentException.class, () -> Calculator.result(wrong.getKey())).getMessage(), wrong.getKey());
        try (var environments = environments("calculator", 5, "{}"); var environment = environments.make()) {
            assertEquals("calculator", environments.tools(object("{}")).get(0).at("/function/name").stringValue());
            environment.begin(object("{}"), 0);
            assertEquals(ToolResult.of("42"), environment.call("calculator", object("{'expression': '6 * 7'}")));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> environment.call("calculator", object("{}"))).getMessage().startsWith("expression is missing"));
            assertTrue(Double.isNaN(environment.score("42")));
        }
    }

    @Test void aProgramServesOneConversationAfterAnother() throws Exception {
        try (var environments = counter()) {
            try (var first = environments.make(); var second = environments.make()) {
                assertEquals(List.of("add", "quit", "end", "wrong"), first.begin(object("{'start': 10}"), 1).stream().map(Tool::name).toList());
                second.begin(object("{'start': 20}"), 0);
                assertEquals(ToolResult.of("16"), first.call("add", object("{'by': 5}")));
                assertEquals(ToolResult.of("21"), second.call("add", object("{'by': 1}")));
                assertEquals("no such thing", assertThrows(IllegalArgumentException.class, () -> first.call("wrong", object("{}"))).getMessage());
                assertEquals(new ToolResult("16", true), first.call("end", object("{}")));
                assertEquals(16, first.score("done"));
                assertTrue(Double.isNaN(first.score("")));
            }
            try (var again = environments.make()) {
                again.begin(object("{'start': 1}"), 0);
                assertEquals(1, again.score("done"));
            }
        }
    }

    @Test void aProgramThatEndsFailsAlone() throws Exception {
        try (var environments = counter(); var ended = environments.make(); var other = environments.make()) {
            ended.begin(object("{'start': 0}"), 0);
            assertEquals("the program ended with exit code 3 before it had answered", assertThrows(IllegalStateException.class, () -> ended.call("quit", object("{}"))).getMessage());
            assertEquals("the program was ended by what happened before", assertThrows(IllegalStateException.class, () -> ended.call("add", object("{}"))).getMessage());
            assertNotNull(other.begin(object("{'start': 0}"), 0));
        }
    }

    /// Waits until it is interrupted.
    public static final class Endless implements Environment {
        static volatile boolean isInterrupted;

        @Override public List<Tool> begin(ObjectNode columns, long seed) {
            return List.of();
        }

        @Override public ToolResult call(String tool, ObjectNode arguments) throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } finally {
                isInterrupted = true;
            }
            return ToolResult.of("");
        }
    }

    @Test void aCallThatHangsIsInterruptedAtItsDeadline() throws Exception {
        try (var environments = environments("java", 0.5, "{'class_name': '" + Endless.class.getName() + "'}"); var stuck = environments.make()) {
            stuck.begin(object("{}"), 0);
            assertEquals("took longer than its deadline of 0.5 s", assertThrows(IllegalStateException.class, () -> stuck.call("wait", object("{}"))).getMessage());
            assertEquals("an earlier call took longer than its deadline", assertThrows(IllegalStateException.class, () -> stuck.score("done")).getMessage());
        }
        for (int i = 0; i < 500 && !Endless.isInterrupted; i++) Thread.sleep(10);
        assertTrue(Endless.isInterrupted);
    }

    @Test void aSourceFile() throws Exception {
        Path source = Files.writeString(folder.resolve("Echo.java"), """
                import dev.hone.reward.environment.*;
                import java.util.List;
                import tools.jackson.databind.node.ObjectNode;

                public class Echo implements Environment {
                    private int calls;

                    public List<Tool> begin(ObjectNode columns, long seed) {
                        return List.of(Tool.of(columns.path("tool").asString("echo"), "Says it again.", "{\\"type\\": \\"object\\"}"));
                    }

                    public ToolResult call(String tool, ObjectNode arguments) {
                        return ToolResult.of(++calls + arguments.path("text").asString());
                    }
                }
                """);
        try (var environments = environments("java", 5, "{'source': '" + source + "'}"); var one = environments.make(); var other = environments.make()) {
            assertEquals("loud", environments.tools(object("{'tool': 'loud'}")).get(0).at("/function/name").stringValue());
            assertEquals("1a", one.call("echo", object("{'text': 'a'}")).content());
            assertEquals("2b", one.call("echo", object("{'text': 'b'}")).content());
            assertEquals("1c", other.call("echo", object("{'text': 'c'}")).content(), "each answer has its own");
        }
    }

    @Test void mistakes() throws IOException {
        assertMistake("the environment's name is \"calc\"; the environments are calculator, java, program", () -> environments("calc", 1, "{}"));
        assertMistake("class_name, source: expected one of them", () -> environments("java", 1, "{}"));
        assertMistake("java.lang.String does not implement dev.hone.reward.environment.Environment", () -> environments("java", 1, "{'class_name': 'java.lang.String'}"));
        assertMistake("command is missing; expected a list such as [python3, world.py]", () -> environments("program", 1, "{}"));
        assertMistake("deadline is 0.0; expected seconds, above 0", () -> environments("calculator", 0, "{}"));
        assertMistake("the environment cannot begin with this row: the program ended with exit code 1", () -> counter().tools(object("{}")));
    }

    private static void assertMistake(String message, Executable wrong) {
        String said = assertThrows(UserError.class, wrong).getMessage();
        assertTrue(said.startsWith(message), said);
    }
}
