package dev.hone.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.ShippedModel;
import dev.hone.cli.Cli;
import dev.hone.cli.console.Program;
import dev.hone.reward.judge.ChatServer;
import dev.hone.reward.judge.ChatServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvalCommandTest {
    @TempDir Path folder;
    /// It is good at sums below 100.
    private final ChatServer server = new ChatServer(EvalCommandTest::sum);

    private static Answer sum(JsonNode body) {
        String[] numbers = ChatServer.question(body).replaceAll("(?s).*What is (\\d+) \\+ (\\d+)\\?.*", "$1 $2").split(" ");
        int sum = Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]);
        return Answer.text("That is easy.\n#### " + (sum < 100 ? sum : 0));
    }

    @AfterEach void stop() {
        server.close();
    }

    private Path sums(int count) {
        return Cli.write(folder.resolve("gsm8k.jsonl"), IntStream.range(0, count)
                .mapToObj(i -> "{\"question\": \"What is " + 30 * i + " + 8?\", \"answer\": \"It is so.\\n#### " + (30 * i + 8) + "\"}").toArray(String[]::new));
    }

    private String[] line(String suites, String... more) {
        return Stream.concat(Stream.of("eval", suites, "--output", folder.resolve("results").toString(), "--quiet"), Stream.of(more)).toArray(String[]::new);
    }

    private String[] asking(String suites, String... more) {
        return line(suites, Stream.concat(Stream.of("--endpoint", server.url(), "--served-model", "adder", "--retries", "0"), Stream.of(more)).toArray(String[]::new));
    }

    private List<JsonNode> results(String suite) {
        return Cli.rows(folder.resolve("results").resolve(suite + ".jsonl"));
    }

    private JsonNode summary() {
        return Cli.json(folder.resolve("results/summary.json"));
    }

    private String base() {
        if (!folder.resolve("base").toFile().exists()) ShippedModel.copyTo(folder.resolve("base"), false);
        return folder.resolve("base").toString();
    }

    @Test void aServerIsAskedAndGraded() {
        JsonNode printed = Cli.json(Cli.done(asking("gsm8k", "--data", sums(5).toString(), "--json")).out());
        assertEquals(printed, summary());
        assertEquals("adder", summary().get("model").stringValue());
        // 8, 38, 68 and 98 are below 100; 128 is not
        assertEquals(0.8, summary().at("/suites/gsm8k/scores/strict/value").doubleValue());
        assertEquals(5, summary().at("/suites/gsm8k/questions").intValue());
        assertEquals(0, summary().at("/suites/gsm8k/examples").intValue());
        assertTrue(summary().at("/suites/gsm8k/max_new_tokens").isNull());
        assertEquals(0, summary().at("/suites/gsm8k/seed").intValue());
        JsonNode row = results("gsm8k").get(1);
        assertEquals("1", row.get("id").stringValue());
        assertEquals("Question: What is 30 + 8?\nAnswer:", row.at("/messages/0/content").stringValue());
        assertEquals("That is easy.\n#### 38", row.get("completion").stringValue());
        assertEquals("38", row.get("strict_extracted").stringValue());
        assertEquals(1, row.get("score").doubleValue());
        JsonNode body = server.asked().getFirst();
        assertEquals("adder", body.get("model").stringValue());
        assertEquals(0, body.get("temperature").doubleValue());
        assertEquals("[\"Question:\"]", body.get("stop").toString());
    }

    @Test void gradeAndCompareTakeTheResults() {
        Cli.done(asking("gsm8k", "--data", sums(5).toString()));
        String file = folder.resolve("results/gsm8k.jsonl").toString();
        JsonNode graded = Cli.json(Cli.done("grade", "gsm8k", "--input", file, "--output", folder.resolve("again.jsonl").toString(), "--json").out());
        assertEquals(summary().at("/suites/gsm8k/scores"), graded.get("scores"));
        JsonNode compared = Cli.json(Cli.done("compare", folder.resolve("results").toString(), folder.resolve("results").toString(), "--json").out());
        assertEquals(0, compared.at("/suites/0/difference").doubleValue());
    }

    @Test void examplesStandBeforeAQuestion() {
        sums(1).toFile().delete();
        folder.resolve("data").toFile().mkdir();
        Cli.write(folder.resolve("data/test.jsonl"), "{\"question\": \"What is 1 + 2?\", \"answer\": \"#### 3\"}");
        Cli.write(folder.resolve("data/train.jsonl"), IntStream.range(0, 7).mapToObj(i -> "{\"question\": \"What is " + i + "?\", \"answer\": \"#### " + i + "\"}").toArray(String[]::new));
        Cli.done(asking("gsm8k", "--data", folder.resolve("data").toString()));
        String asked = ChatServer.question(server.asked().getFirst());
        assertTrue(asked.startsWith("Question: What is 0?\nAnswer: #### 0\n\nQuestion: What is 1?"), asked);
        assertTrue(asked.endsWith("Answer: #### 4\n\nQuestion: What is 1 + 2?\nAnswer:"), asked);
        assertEquals(5, summary().at("/suites/gsm8k/examples").intValue());
    }

    @Test void whatFailsCostsNobodyElseAndIsAskedAgain() {
        String data = sums(6).toString();
        server.says(body -> switch (ChatServer.question(body).replaceAll("\\D+8\\D+|\\D+", "")) {
            case "0" -> new Answer(400, "{\"error\": \"too long\"}");
            case "30" -> new Answer(200, "{\"choices\": [{\"mess");
            case "60" -> Answer.NEVER;
            default -> sum(body);
        });
        Cli cli = Cli.run(asking("gsm8k", "--data", data, "--timeout", "2"));
        assertEquals(Program.USER_MISTAKE, cli.code());
        assertTrue(cli.err().contains("gsm8k: 3 of 6 without a verdict"), cli.err());
        assertEquals(3, summary().at("/suites/gsm8k/without_verdict").intValue());
        assertEquals("[true,true,true,false,false,false]", results("gsm8k").stream().map(row -> row.has("failure")).toList().toString().replace(" ", ""));
        assertTrue(results("gsm8k").get(0).get("failure").stringValue().contains("HTTP status 400"));
        assertTrue(results("gsm8k").get(1).get("failure").stringValue().contains("ends in the middle"));
        assertTrue(results("gsm8k").get(2).get("failure").stringValue().contains("timed out"));

        server.says(EvalCommandTest::sum);
        Cli.done(asking("gsm8k", "--data", data));
        assertEquals(6 + 3, server.asked().size());
        assertEquals(4 / 6.0, summary().at("/suites/gsm8k/scores/strict/value").doubleValue());
        Cli.done(asking("gsm8k", "--data", data));
        assertEquals(6 + 3, server.asked().size());
    }

    @Test void whereNothingWorksTheOthersAreNotAsked() {
        server.says(_ -> new Answer(401, "who are you?"));
        Cli cli = Cli.run(asking("gsm8k", "--data", sums(40).toString(), "--parallel", "1"));
        assertEquals(Program.USER_MISTAKE, cli.code());
        assertTrue(cli.err().contains("40 of 40 without a verdict"), cli.err());
        assertEquals(8, server.asked().size());
    }

    @Test void theSameQuestionsAreDrawnForASeed() {
        String data = sums(30).toString();
        Cli.done(asking("gsm8k", "--data", data, "--limit", "3"));
        List<String> three = results("gsm8k").stream().map(row -> row.get("id").stringValue()).toList();
        Cli.done(asking("gsm8k", "--data", data, "--limit", "5"));
        List<String> five = results("gsm8k").stream().map(row -> row.get("id").stringValue()).toList();
        assertEquals(3, three.size());
        assertTrue(five.containsAll(three), three + " of " + five);
        assertEquals(5, server.asked().size());
    }

    @Test void ourOwnModelIsAsked() {
        String data = sums(3).toString();
        Cli.done(line("gsm8k", "--model", base(), "--data", data, "--max-new-tokens", "6"));
        List<String> said = results("gsm8k").stream().map(row -> row.get("completion").stringValue()).toList();
        assertTrue(results("gsm8k").stream().allMatch(row -> row.get("tokens").intValue() <= 6), said.toString());
        Cli again = Cli.run(line("gsm8k", "--model", base(), "--data", data, "--max-new-tokens", "6", "--cache", folder.resolve("other").toString()));
        assertEquals(Program.SUCCESS, again.code(), again.err());
        assertEquals(said, results("gsm8k").stream().map(row -> row.get("completion").stringValue()).toList());
    }

    @Test void anotherChatTemplateIsAnotherModel() {
        String[] line = line("gsm8k", "--model", base(), "--data", sums(1).toString(), "--max-new-tokens", "4");
        Cli.done(line);
        Cli.done(line);
        Cli.write(folder.resolve("base/chat_template.jinja"), "Say it: {{ messages[0].content }}");
        assertTrue(Cli.mistake(line).contains("has results of another model"));
    }

    @Test void anotherModelsResultsGoAltogether() {
        Cli.done(asking("gsm8k", "--data", sums(1).toString()));
        Cli.write(folder.resolve("arc.jsonl"), "{\"question\": \"What does a cow say?\", \"choices\": {\"text\": [\"moo\"], \"label\": [\"A\"]}, \"answerKey\": \"A\"}");
        Cli.done(line("arc-easy", "--model", base(), "--data", folder.resolve("arc.jsonl").toString(), "--overwrite"));
        assertFalse(Files.exists(folder.resolve("results/gsm8k.jsonl")));
        assertEquals(List.of("arc-easy"), List.copyOf(summary().get("suites").propertyNames()));
    }

    @Test void anAnswerAsLongAsTheContextCostsItsOwnQuestionOnly() {
        String rest = "\"question\": \"What does a cow say?\", \"answerKey\": \"A\", \"choices\": {\"label\": [\"A\"], \"text\": [\"";
        Cli.write(folder.resolve("arc.jsonl"), "{" + rest + "moo " + "moo ".repeat(5000) + "\"]}}", "{" + rest + "moo\"]}}");
        Cli cli = Cli.run(line("arc-easy", "--model", base(), "--data", folder.resolve("arc.jsonl").toString()));
        assertEquals(Program.USER_MISTAKE, cli.code());
        assertTrue(cli.err().contains("1 of 2 without a verdict (a continuation leaves no room for its context: it has "), cli.err());
        assertEquals(1, results("arc-easy").get(1).get("score").doubleValue());
    }

    @Test void likelihoodsAreThoseOfTheWholeText() {
        Cli.write(folder.resolve("arc.jsonl"),
                "{\"id\": \"a\", \"question\": \"What does a cow say?\", \"choices\": {\"text\": [\"moo\", \"a very long miaow\"], \"label\": [\"1\", \"2\"]}, \"answerKey\": \"1\"}",
                "{\"id\": \"b\", \"question\": \"What does a cat say?\", \"choices\": {\"text\": [\"moo\", \"miaow\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"B\"}");
        Cli.done(line("arc-easy", "--model", base(), "--data", folder.resolve("arc.jsonl").toString()));
        JsonNode row = results("arc-easy").getFirst();
        String context = "Question: What does a cow say?\\nAnswer:";
        Cli.write(folder.resolve("texts.jsonl"), "{\"text\": \"" + context + "\"}", "{\"text\": \"" + context + " moo\"}", "{\"text\": \"" + context + " a very long miaow\"}");
        Cli.done("score", "--model", base(), "--input", folder.resolve("texts.jsonl").toString(), "--output", folder.resolve("scores.jsonl").toString(), "--quiet");
        List<JsonNode> scores = Cli.rows(folder.resolve("scores.jsonl"));
        int read = scores.getFirst().get("input_ids").size();
        for (int choice = 0; choice < 2; choice++) assertEquals(scores.get(1 + choice).get("token_logprobs").valueStream().skip(read).mapToDouble(JsonNode::doubleValue).sum(),
                row.get("log_likelihoods").get(choice).doubleValue(), 1e-5);
        assertEquals(0, row.get("gold").intValue());
        assertEquals(row.get("chosen").intValue() == 0 ? 1 : 0, row.get("score").doubleValue());
    }

    @Test void aJudgeGradesBothTurns() {
        Cli.write(folder.resolve("mt.jsonl"), "{\"category\": \"math\", \"turns\": [\"What is 1 + 1?\", \"What is 2 + 2?\"], \"reference\": [\"2\", \"4\"]}");
        server.says(body -> {
            String asked = ChatServer.question(body);
            if (!body.get("model").stringValue().equals("judge")) return sum(body);
            return Answer.text(asked.contains("What is 2 + 2?") ? "Good, [[8]]" : "Fine, [[5]]");
        });
        Cli.done(asking("mt-bench", "--data", folder.resolve("mt.jsonl").toString(), "--judge-endpoint", server.url(), "--judge-model", "judge"));
        assertEquals(6.5, summary().at("/suites/mt-bench/scores/average/value").doubleValue());
        assertEquals(8, summary().at("/suites/mt-bench/scores/turn_2/value").doubleValue());
        assertEquals("judge", summary().at("/suites/mt-bench/judge").stringValue());
        assertEquals(6.5, results("mt-bench").getFirst().get("score").doubleValue());
        assertEquals(4, server.asked().size());
        String judged = ChatServer.question(server.asked().stream().filter(body -> body.get("model").stringValue().equals("judge")).toList().getLast());
        assertTrue(judged.contains("<right answer, which the assistant does not see>\n4\n"), judged);
    }

    @Test void aJudgeComparesInBothOrders() {
        Cli.write(folder.resolve("arena.jsonl"), "{\"uid\": \"u1\", \"prompt\": \"What is 1 + 1?\", \"baseline_answer\": \"Three.\"}");
        server.says(body -> {
            String asked = ChatServer.question(body);
            if (!body.get("model").stringValue().equals("judge")) return sum(body);
            return Answer.text(asked.indexOf("Three.") < asked.indexOf("That is easy.") ? "[[B>>A]]" : "[[A>B]]");
        });
        Cli.done(asking("arena-hard", "--data", folder.resolve("arena.jsonl").toString(), "--judge-endpoint", server.url(), "--judge-model", "judge"));
        assertEquals("[1.0,1.0,1.0,1.0]", results("arena-hard").getFirst().get("result").toString());
    }

    @Test void aJudgesPreferenceIsHowLikelyItFindsALetter() {
        Cli.write(folder.resolve("alpaca.jsonl"), "{\"instruction\": \"What is 1 + 1?\", \"output\": \"Three.\"}");
        server.says(body -> {
            String asked = ChatServer.question(body);
            if (!body.get("model").stringValue().equals("judge")) return sum(body);
            boolean baselineFirst = asked.indexOf("Three.") < asked.indexOf("That is easy.");
            // the model's answer is 3 times as likely to be the better one
            String letters = "{\"token\": \"" + (baselineFirst ? "M" : "m") + "\", \"logprob\": " + Math.log(0.6) + "}, {\"token\": \"" + (baselineFirst ? "m" : "M") + "\", \"logprob\": " + Math.log(0.2) + "}";
            return new Answer(200, "{\"choices\": [{\"message\": {\"content\": \"m\"}, \"logprobs\": {\"content\": [{\"top_logprobs\": [" + letters + "]}]}}]}");
        });
        Cli.done(asking("alpaca-eval", "--data", folder.resolve("alpaca.jsonl").toString(), "--judge-endpoint", server.url(), "--judge-model", "judge"));
        assertEquals(0.75, summary().at("/suites/alpaca-eval/scores/win_rate/value").doubleValue(), 1e-12);
    }

    /// A shop with one order of one customer, and two tasks: cancel it and say what comes back; leave it.
    private void shop() {
        Path shop = folder.resolve("data/tau_bench/retail");
        shop.toFile().mkdirs();
        Cli.write(shop.resolve("orders.json"), "{\"#W1\": {\"order_id\": \"#W1\", \"user_id\": \"ann_1\", \"status\": \"pending\", \"items\": [], "
                + "\"payment_history\": [{\"transaction_type\": \"payment\", \"amount\": 12.5, \"payment_method_id\": \"gift_card_1\"}]}}");
        Cli.write(shop.resolve("users.json"), "{\"ann_1\": {\"email\": \"ann@example.org\", \"payment_methods\": {\"gift_card_1\": {\"source\": \"gift_card\", \"balance\": 0.25}}}}");
        Cli.write(shop.resolve("products.json"), "{}");
        Cli.write(shop.resolve("tools.json"), "[{\"type\": \"function\", \"function\": {\"name\": \"cancel_pending_order\", \"parameters\": {}}}]");
        Cli.write(shop.resolve("wiki.md"), "Be kind.");
        Cli.write(shop.resolve("tasks_test.json"), "[{\"instruction\": \"Cancel #W1.\", \"outputs\": [\"12.5\"], \"actions\": [{\"name\": \"cancel_pending_order\", "
                + "\"kwargs\": {\"order_id\": \"#W1\", \"reason\": \"no longer needed\"}}]}, {\"instruction\": \"Ask how they are.\", \"outputs\": [], \"actions\": []}]");
    }

    /// The agent cancels whatever it is asked, but in its second trial; the customer wants what the task says, and ends the talk when they have heard an answer.
    private static Answer served(JsonNode body) {
        JsonNode messages = body.get("messages");
        if (body.get("model").stringValue().equals("customer")) {
            boolean cancels = messages.get(0).get("content").stringValue().contains("Cancel #W1.");
            return Answer.text(messages.size() > 2 ? "###STOP###" : cancels ? "Cancel my order." : "How are you?");
        }
        if (messages.size() > 2) return Answer.text("You get 12.5 back.");
        boolean tired = body.path("seed").asInt(0) == 1;
        return tired ? Answer.text("Well.") : Answer.call("cancel_pending_order", "{\"order_id\": \"#W1\", \"reason\": \"no longer needed\"}");
    }

    @Test void aUserIsPlayedAndTheTasksAreTriedSeveralTimes() {
        shop();
        server.says(EvalCommandTest::served);
        String[] line = asking("tau-bench-retail", "--data", folder.resolve("data").toString(), "--user-endpoint", server.url(), "--user-name", "customer", "--trials", "2", "--price", "user=1000/10000");
        Cli.done(line);
        JsonNode suite = summary().at("/suites/tau-bench-retail");
        assertEquals("customer", suite.get("user").stringValue());
        assertEquals("experimental", suite.get("status").stringValue());
        assertEquals("2 2 4", suite.get("questions").asString() + " " + suite.get("trials").asString() + " " + suite.get("answers").asString());
        // the first task succeeds in the first trial, the second one in the second, where the agent cancels nothing
        assertEquals(0.5, suite.at("/scores/reward/value").doubleValue());
        assertEquals(0, suite.at("/scores/pass_hat_2/value").doubleValue());
        assertEquals(List.of("retail_0#0", "retail_0#1", "retail_1#0", "retail_1#1"), results("tau-bench-retail").stream().map(row -> row.get("id").stringValue()).toList());
        // two trials of two tasks, with two things that the customer says in each: 8 · 10 tokens read for 1000 dollars a million, 4 · (3 + 1) said for 10,000
        assertEquals("{\"replies\":8,\"prompt_tokens\":80,\"completion_tokens\":16,\"dollars\":0.24}", suite.at("/usage/user").toString());
        assertEquals("cancel_pending_order", server.asked().stream().filter(body -> body.has("tools")).findFirst().orElseThrow().at("/tools/0/function/name").stringValue());
        int asked = server.asked().size();
        Cli.done(line);
        assertEquals(asked, server.asked().size());
        JsonNode graded = Cli.json(Cli.done("compare", folder.resolve("results").toString(), folder.resolve("results").toString(), "--json").out());
        assertEquals(2, graded.at("/suites/0/items").intValue());
    }

    @Test void aTalkThatWasBrokenOffGoesOnWhereItStopped() {
        shop();
        server.says(body -> body.get("messages").size() > 3 ? new Answer(500, "busy") : served(body));
        String[] line = asking("tau-bench-retail", "--data", folder.resolve("data").toString(), "--user-endpoint", server.url(), "--user-name", "customer");
        assertTrue(Cli.mistake(line).contains("2 of 2 without a verdict"));
        int asked = server.asked().size();
        server.says(EvalCommandTest::served);
        Cli.done(line);
        // each talk lacked the agent's last words and the customer's
        assertEquals(asked + 4, server.asked().size());
    }

    @Test void aSecondJudgeSaysHowFarJudgesAgree() {
        Cli.write(folder.resolve("mt.jsonl"), "{\"category\": \"stem\", \"turns\": [\"What is 1 + 1?\", \"What is 2 + 2?\"]}");
        server.says(body -> switch (body.get("model").stringValue()) {
            case "judge" -> Answer.text("[[8]]");
            case "second" -> Answer.text(ChatServer.question(body).contains("What is 2 + 2?") ? "[[8]]" : "[[5]]");
            default -> sum(body);
        });
        Cli.done(asking("mt-bench", "--data", folder.resolve("mt.jsonl").toString(), "--judge-endpoint", server.url(), "--judge-model", "judge",
                "--second-judge-endpoint", server.url(), "--second-judge-model", "second"));
        assertEquals("judge second", summary().at("/suites/mt-bench/judge").stringValue() + " " + summary().at("/suites/mt-bench/second_judge").stringValue());
        assertEquals(8, summary().at("/suites/mt-bench/scores/average/value").doubleValue());
        assertEquals(0.5, summary().at("/suites/mt-bench/agreement/agreement/value").doubleValue());
        assertEquals("[5,8]", results("mt-bench").getFirst().at("/second_judge/results").toString());
        // two answers, and each judge's two judgments
        assertEquals(6, server.asked().size());
    }

    @Test void theWinRateAtEqualLengthComesWithTheGamedRows() {
        folder.resolve("alpaca").toFile().mkdir();
        Cli.write(folder.resolve("alpaca/alpaca_eval_gpt4_baseline.json"), IntStream.range(0, 30).mapToObj(i -> "{\"instruction\": \"What is " + i + " + 1?\", \"output\": \"" + "x".repeat(1 + i) + "\"}")
                .collect(Collectors.joining(", ", "[", "]")));
        Cli.write(folder.resolve("alpaca/df_gamed.csv"), IntStream.range(0, 61).mapToObj(i -> i == 0 ? "preference,index,std_delta_len,instruction_difficulty,not_gamed_baseline"
                : (i % 2 == 0 ? 0.8 : 0.2) + "," + (i - 1) / 2 + "," + (i % 2 == 0 ? -1 : 1) + "," + 0.1 * (i % 5) + ",False").toArray(String[]::new));
        server.says(body -> !body.get("model").stringValue().equals("judge") ? sum(body)
                : new Answer(200, "{\"choices\": [{\"message\": {\"content\": \"m\"}, \"logprobs\": {\"content\": [{\"top_logprobs\": [{\"token\": \"m\", \"logprob\": -0.5}]}]}}]}"));
        Cli.done(asking("alpaca-eval", "--data", folder.resolve("alpaca").toString(), "--judge-endpoint", server.url(), "--judge-model", "judge"));
        double controlled = summary().at("/suites/alpaca-eval/scores/length_controlled_winrate/value").doubleValue();
        assertTrue(controlled > 0 && controlled < 1, summary().toString());
        assertEquals(30, summary().at("/suites/alpaca-eval/scores/length_controlled_winrate/count").intValue());
    }

    @Test void aModelThatIsNotThereIsMissedBeforeAnythingIsFetched() {
        String message = Cli.mistake(line("gsm8k", "--model", folder.resolve("nodir").toString()));
        assertTrue(message.contains("nodir") && !message.contains("openai/gsm8k"), message);
        assertTrue(Cli.mistake(asking("tau-bench-retail", "--user-model", folder.resolve("nodir").toString())).contains("nodir"));
    }

    @Test void mistakes() {
        String data = sums(1).toString();
        assertEquals("expected --model or --endpoint; neither is given", Cli.mistake(line("gsm8k")));
        assertTrue(Cli.mistake(asking("gsm9k", "--data", data)).startsWith("there is no benchmark \"gsm9k\"; did you mean gsm8k?"));
        assertTrue(Cli.mistake(asking("arc-easy", "--data", data)).startsWith("arc-easy asks how likely given answers are, which servers"));
        assertTrue(Cli.mistake(asking("mt-bench", "--data", data)).startsWith("mt-bench needs a judge: name one with --judge-model"));
        assertTrue(Cli.mistake(asking("alpaca-eval", "--data", data, "--judge-model", "judge")).startsWith("alpaca-eval reads the log-probabilities of its judges, which our own engine does not give"));
        assertTrue(Cli.mistake(asking("tau-bench", "--data", data)).startsWith("tau-bench needs somebody who plays its user: name a model's folder with --user-model"));
        assertEquals("--price is judge=2; expected PART=READ/SAID, dollars for a million tokens, such as judge=2.5/10, and PART one of model, judge, second_judge, user",
                Cli.mistake(asking("gsm8k", "--data", data, "--price", "judge=2")));
        assertEquals("--user-endpoint goes with --user-model: the name on that server", Cli.mistake(asking("gsm8k", "--data", data, "--user-endpoint", server.url())));
        assertTrue(Cli.mistake(asking("gsm8k,ifeval", "--data", data)).contains("is one file, and several benchmarks are to be asked"));
        assertTrue(Cli.mistake(asking("gsm8k,ifeval", "--data", folder.toString())).contains("ifeval: " + folder + " has neither a folder nor a file by the name ifeval. Its rows are split train of google/IFEval"));
        assertEquals("--limit is 0; at least 1", Cli.mistake(asking("gsm8k", "--data", data, "--limit", "0")));
        Cli.done(asking("gsm8k", "--data", data));
        assertTrue(Cli.mistake(line("gsm8k", "--data", data, "--endpoint", server.url(), "--served-model", "other")).contains("has results of another model, adder"));
    }
}
