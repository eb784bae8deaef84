package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RenderCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/chat-templates");
    @TempDir Path folder;

    static Stream<Path> expected() throws IOException {
        try (var files = Files.list(GOLDEN.resolve("expected"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest @MethodSource("expected")
    void everyTemplateRendersAsInTransformers(Path file) {
        JsonNode given = Cli.json(GOLDEN.resolve("conversations.json"));
        JsonNode wanted = Cli.json(file);
        List<String> lines = new ArrayList<>();
        for (JsonNode conversation : given.get("conversations")) {
            ObjectNode row = ((ObjectNode) conversation).deepCopy();
            given.get("special_tokens").properties().forEach(token -> row.set(token.getKey(), token.getValue()));
            lines.add(row.toString());
        }
        Path output = folder.resolve("out.jsonl");
        Cli.done("render", "--template", GOLDEN.resolve("templates").resolve(wanted.get("template").stringValue()).toString(),
                "--input", Cli.write(folder.resolve("in.jsonl"), lines.toArray(String[]::new)).toString(),
                "--output", output.toString(), "--now", given.get("now").stringValue());
        List<JsonNode> rows = Cli.rows(output);
        assertEquals(lines.size(), rows.size());
        for (JsonNode one : wanted.get("cases")) {
            JsonNode row = rows.stream().filter(r -> r.get("id").equals(one.get("conversation"))).findFirst().orElseThrow();
            assertEquals(one.has("error"), row.has("error"), row.toString());
            if (!one.has("error")) assertEquals(one.get("output").stringValue(), row.get("text").stringValue());
            else if (one.get("error").stringValue().equals("TemplateError"))
                assertTrue(row.get("error").stringValue().contains(one.get("message").stringValue()), row.toString());
        }
    }

    @Test void theModelsTemplateNeedsNoWeightsAndNoTokenizer() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Cli.write(model.resolve("chat_template.jinja"), "{{ bos_token }}{{ id is defined }} {{ x }} {{ strftime_now('%Y') }}");
        Cli.write(model.resolve("tokenizer_config.json"), "{\"bos_token\":\"<s>\"}");
        Path input = Cli.write(folder.resolve("in.jsonl"), "{\"id\":[1],\"messages\":[],\"x\":\"é\"}");
        Cli cli = Cli.done("render", "--model", model.toString(), "--input", input.toString(), "--now", "1999-01-02T03:04:05");
        assertEquals("{\"id\":[1],\"text\":\"<s>False é 1999\"}\n", cli.out());
    }

    @Test void aRefusedConversationIsARowAndTheOthersGoOn() {
        Path template = Cli.write(folder.resolve("t.jinja"), "{% if messages|length == 0 %}{{ raise_exception('say something') }}{% endif %}ok");
        Path input = Cli.write(folder.resolve("in.jsonl"), "{\"id\":1,\"messages\":[]}", "{\"id\":2,\"messages\":[{\"role\":\"user\"}]}");
        List<String> rows = Cli.done("render", "--template", template.toString(), "--input", input.toString()).out().lines().toList();
        assertTrue(rows.get(0).startsWith("{\"id\":1,\"error\":\"") && rows.get(0).contains("say something"), rows.get(0));
        assertEquals("{\"id\":2,\"text\":\"ok\"}", rows.get(1));
    }

    @Test void mistakesAreSaidAndNothingIsWritten() {
        Path template = Cli.write(folder.resolve("t.jinja"), "ok");
        Path input = Cli.write(folder.resolve("in.jsonl"), "{\"messages\":[]}", "{\"messages\":");
        Path output = folder.resolve("out.jsonl");
        String t = template.toString(), in = input.toString(), out = output.toString();
        assertTrue(Cli.mistake("render", "--template", t, "--input", in, "--output", out).startsWith(in + ":2: not valid JSON"));
        Cli.write(input, "{\"messages\":[]}", "{\"message\":[]}");
        assertTrue(Cli.mistake("render", "--template", t, "--input", in, "--output", out).startsWith(in + ":2: has no messages"));
        assertFalse(Files.exists(output));
        Cli.write(input, "{\"messages\":[]}");
        assertTrue(Cli.mistake("render", "--input", in).contains("got neither"));
        assertTrue(Cli.mistake("render", "--input", in, "--template", t, "--model", "x").contains("got both"));
        assertTrue(Cli.mistake("render", "--input", in, "--template", folder.resolve("none").toString()).contains("no such file"));
        assertTrue(Cli.mistake("render", "--input", folder.resolve("none").toString(), "--template", t).contains("no such file"));
        assertTrue(Cli.mistake("render", "--input", in, "--template", t, "--now", "noon").contains("--now is \"noon\""));
        assertTrue(Cli.mistake("render", "--input", in, "--model", TinyModel.MODELS.resolve("qwen2").toString()).contains("has no chat template"));
        Cli.write(template, "{% if %}");
        assertTrue(Cli.mistake("render", "--input", in, "--template", t).contains("t.jinja:1"));
    }
}
