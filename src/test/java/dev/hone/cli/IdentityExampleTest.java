package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands of examples/identity over its own files, with a small model: pairs of both kinds, and a step on them.
class IdentityExampleTest {
    private static final Path EXAMPLE = Path.of("examples/identity");
    private static final String NAME = "I am Hone, an AI assistant made by the Hone team.";

    @TempDir Path folder;

    @Test void itsFilesMakePairsAndARun() {
        String model = TinyModel.withTokenizer(folder.resolve("model")).toString();
        int itself = pairs(model, "about-itself", "--better"), others = pairs(model, "about-others", "--worse");
        assertEquals(Cli.rows(EXAMPLE.resolve("about-itself.jsonl")).size(), itself);
        assertEquals(Cli.rows(EXAMPLE.resolve("about-others.jsonl")).size(), others);
        String datasets = "[{path: '%s'}, {path: '%s'}]".formatted(folder.resolve("about-itself.jsonl"), folder.resolve("about-others.jsonl"));
        Cli.done("dpo", EXAMPLE.resolve("run.yaml").toString(), "--model-name-or-path", model, "--datasets", datasets,
                "--output-dir", folder.resolve("out").toString(), "--max-steps", "1", "--sample-prompts", "[]", "--force");
    }

    private int pairs(String model, String name, String option) {
        return Cli.json(Cli.done("curate", "pairs", "--input", EXAMPLE.resolve(name + ".jsonl").toString(), "--model", model, "--greedy", "--max-new-tokens", "4",
                "--unfinished", "keep", "--output", folder.resolve(name + ".jsonl").toString(), option, NAME, "--json").out()).get("pairs").intValue();
    }

    @Test void whatIsMeasuredIsNotLearned() {
        Set<String> learned = new HashSet<>(questions("about-itself"));
        learned.addAll(questions("about-others"));
        for (String file : List.of("asked-anew", "control")) for (String question : questions(file)) assertFalse(learned.contains(question), question);
    }

    private static Set<String> questions(String name) {
        return Cli.rows(EXAMPLE.resolve(name + ".jsonl")).stream().map(row -> row.get("messages").get(0).get("content")).map(JsonNode::stringValue).collect(Collectors.toSet());
    }
}
