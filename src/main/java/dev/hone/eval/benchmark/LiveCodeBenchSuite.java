package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.python.PythonText;
import dev.hone.reward.code.CodeBlock;
import dev.hone.reward.code.LiveCodeBench;
import dev.hone.reward.code.PassAtK;
import dev.hone.reward.code.TestCase;
import dev.hone.reward.code.TestCases;
import dev.hone.reward.sandbox.Sandbox;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Programming contests: a program in Python passes when all tests do, contained. A row is one program, as `code` or in the last
/// block of `model_output`, with its tests: `inputs`, `outputs` and `fn_name`, or the data set's columns. The mean over rows is
/// pass@1, since every problem has as many rows. By its `kind` a row may also be a step alone: `extract_code`, `pass_at_k`,
/// `pass_hat_k`, `codegen_metrics`.
/// Source: Jain et al. 2024, arXiv:2403.07974; LiveCodeBench, `lcb_runner`.
public final class LiveCodeBenchSuite implements SingleTurn {
    private static final double SECONDS = 6;
    private static final List<Integer> TRIES = List.of(1, 2, 5, 10, 20, 50, 100);
    private static final String FENCE = "```";

    private final Supplier<Sandbox> sandbox;

    /// @param sandbox where programs run; asked when the first one is to run
    LiveCodeBenchSuite(Supplier<Sandbox> sandbox) {
        this.sandbox = sandbox;
    }

    @Override public String name() {
        return "livecodebench";
    }

    @Override public Standing standing() {
        return Standing.exact("LiveCodeBench 28fef95, code generation, but for what docs/contained-code.md lists");
    }

    @Override public DataSource data() {
        return DataSource.split("livecodebench/code_generation_lite", null, "test");
    }

    @Override public int answers() {
        return 10;
    }

    @Override public String words(Item row) {
        return row.text("question_content");
    }

    @Override public Sampling sampling() {
        return Sampling.at(0.2, 0.95, 2000, "###");
    }

    @Override public Conversation ask(Item question, List<Item> examples) {
        String starter = question.text("starter_code", "");
        String format = starter.isEmpty() ? "### Format: Read the inputs from stdin solve the problem and write the answer to stdout (do not directly test on the sample inputs). "
                + "Enclose your code within delimiters as follows. Ensure that when the python program runs, it reads the inputs, runs the algorithm and writes output to STDOUT.\n"
                + FENCE + "python\n# YOUR CODE HERE\n" + FENCE
                : "### Format: You will use the following starter code to write the solution to the problem and enclose your code within delimiters.\n" + FENCE + "python\n" + starter + "\n" + FENCE;
        return Prompts.system("You are an expert Python programmer. You will be given a question (problem specification) and will generate a correct Python program that matches the "
                + "specification and passes all tests.",
                "### Question:\n" + question.text("question_content") + "\n\n" + format + "\n\n### Answer: (use the provided format with backticks)\n\n");
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("model_output", answer);
    }

    @Override public Verdict grade(Item item) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        return switch (item.text("kind", "run_test")) {
            case "run_test" -> tested(item, fields);
            case "extract_code" -> new Verdict(fields.put("chat", CodeBlock.last(item.text("model_output"))).put("base", PythonText.strip(item.text("model_output"))), List.of());
            case "pass_at_k" -> new Verdict(fields.put("value", PassAtK.any(item.whole("n"), item.whole("c"), item.whole("k"))), List.of());
            case "pass_hat_k" -> new Verdict(fields.put("value", PassAtK.all(item.whole("n"), item.whole("c"), item.whole("k"))), List.of());
            case "codegen_metrics" -> new Verdict(fields.set("value", metrics(item)), List.of());
            default -> throw item.wrong("kind", "run_test, extract_code, pass_at_k, pass_hat_k or codegen_metrics");
        };
    }

    private Verdict tested(Item item, ObjectNode fields) {
        String code = item.absent("code") ? CodeBlock.last(item.text("model_output")) : item.text("code");
        List<TestCase> tests = tests(item);
        if (tests.isEmpty()) throw item.wrong("inputs", "at least one test");
        List<dev.hone.reward.code.Verdict> verdicts = run(code, tests, item.absent("timeout") ? SECONDS : item.number("timeout"));
        ArrayNode results = fields.putArray("results");
        boolean passed = true;
        for (var verdict : verdicts) {
            boolean right = verdict == dev.hone.reward.code.Verdict.PASSED;
            passed &= right;
            if (right) results.add(true);
            else results.add(verdict.number());
        }
        fields.put("error_code", passed ? null : (Integer) verdicts.getLast().number()).put("passed", passed);
        List<Mark> marks = new ArrayList<>(List.of(Mark.of("pass@1", passed)));
        if (!item.absent("difficulty")) marks.add(Mark.of("pass@1_" + item.text("difficulty"), passed));
        return new Verdict(fields, marks);
    }

    private List<dev.hone.reward.code.Verdict> run(String code, List<TestCase> tests, double seconds) {
        try {
            return new LiveCodeBench(sandbox.get(), seconds).grade(code, tests);
        } catch (IOException e) {
            throw new UserError("the sandbox for programs failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while a program was tested", e);
        }
    }

    private static List<TestCase> tests(Item item) {
        if (item.absent("public_test_cases")) return TestCases.of(item.fields(), null);
        String function = Json.MAPPER.readTree(item.text("metadata", "{}")).path("func_name").asString(null);
        List<TestCase> tests = new ArrayList<>(TestCases.of(item.fields().get("public_test_cases"), function));
        String hidden = item.text("private_test_cases", "[]");
        tests.addAll(TestCases.of(json(item, hidden.startsWith("[") ? hidden : PickledText.of(hidden)), function));
        return tests;
    }

    private static JsonNode json(Item item, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UserError(item.where() + ": private_test_cases: " + Json.reason(e), e);
        }
    }

    /// @param item `results`: for each problem the results of each of its programs
    private static ObjectNode metrics(Item item) {
        if (!(item.fields().path("results") instanceof ObjectNode problems) || problems.isEmpty()) throw item.wrong("results", "problems with the results of their programs");
        ObjectNode metrics = JsonMapper.shared().createObjectNode();
        ObjectNode detail = metrics.objectNode();
        int fewest = problems.valueStream().mapToInt(JsonNode::size).min().orElse(0);
        for (int k : TRIES) {
            if (k > fewest) break;
            List<Double> values = new ArrayList<>();
            ObjectNode each = detail.putObject("pass@" + k);
            problems.properties().forEach(problem -> {
                int passed = (int) problem.getValue().valueStream().filter(LiveCodeBenchSuite::allPassed).count();
                values.add(PassAtK.any(problem.getValue().size(), passed, k));
                each.put(problem.getKey(), values.getLast());
            });
            metrics.put("pass@" + k, Score.of("pass@" + k, values).value());
        }
        metrics.set("detail", detail);
        return metrics;
    }

    private static boolean allPassed(JsonNode results) {
        return results.valueStream().allMatch(result -> result.isBoolean() ? result.booleanValue() : result.intValue() > 0);
    }
}
