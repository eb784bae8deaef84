package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.call.CallLanguage;
import dev.hone.eval.call.CallPrompt;
import dev.hone.eval.call.FunctionDocs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One category of BFCL, put to a model with the official prompt: the functions stand in words before the question. The right
/// calls stand in a file of their own.
/// Source: ShishirPatil/gorilla, Berkeley Function Calling Leaderboard v4.
public final class BfclCategory implements SingleTurn {
    /// Those of one turn.
    public static final List<String> NAMES = List.of("simple_python", "simple_java", "simple_javascript", "multiple", "parallel", "parallel_multiple", "irrelevance", "live_simple",
            "live_multiple", "live_parallel", "live_parallel_multiple", "live_irrelevance", "live_relevance");
    static final Sampling SAMPLING = Sampling.greedy(4096);
    private static final String HUB_ID = "gorilla-llm/Berkeley-Function-Calling-Leaderboard";

    private final String category;
    private final Bfcl rules = new Bfcl();

    /// @param category one of [#NAMES]
    public BfclCategory(String category) {
        this.category = category;
    }

    /// `bfcl-live-simple` for the category `live_simple`.
    public static String suite(String category) {
        return "bfcl-" + category.replace('_', '-');
    }

    @Override public String name() {
        return suite(category);
    }

    @Override public Standing standing() {
        return rules.standing();
    }

    @Override public DataSource data() {
        return questions(category);
    }

    static DataSource questions(String category) {
        return DataSource.file(HUB_ID, "BFCL_v4_" + category + ".json");
    }

    /// The right calls; where nothing fits, or anything, there are none.
    @Override public Optional<DataSource> more() {
        return category.contains("relevance") ? Optional.empty() : Optional.of(answers(category));
    }

    static DataSource answers(String category) {
        return DataSource.file(HUB_ID, "possible_answer/BFCL_v4_" + category + ".json");
    }

    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        return category.contains("relevance") ? SingleTurn.super.questions(rows, more) : joined(rows, more);
    }

    /// Each question with the right calls of the same `id`, unless it has them.
    static List<Question> joined(List<Item> rows, List<Item> answers) {
        Map<String, JsonNode> byId = new HashMap<>();
        answers.forEach(answer -> byId.put(answer.text("id"), answer.fields().path("ground_truth")));
        List<Question> questions = new ArrayList<>();
        for (Item row : rows) {
            ObjectNode fields = row.fields().deepCopy();
            if (byId.containsKey(row.text("id"))) fields.set("ground_truth", byId.get(row.text("id")));
            Item whole = new Item(fields, row.where());
            if (whole.absent("ground_truth")) throw row.wrong("ground_truth", "the right calls, here or in the file of answers");
            questions.add(new Question(row.text("id"), whole, List.of()));
        }
        return questions;
    }

    @Override public String words(Item row) {
        return said(row);
    }

    /// All that the user says.
    static String said(Item row) {
        return row.fields().path("question").valueStream().flatMap(JsonNode::valueStream).map(message -> message.path("content").asString("")).collect(Collectors.joining("\n"));
    }

    @Override public Sampling sampling() {
        return SAMPLING;
    }

    /// @param question `id`, which begins with the category, `question` with the messages of its turns, and `function`
    @Override public Conversation ask(Item question, List<Item> examples) {
        CallLanguage language = CallLanguage.ofCategory(Bfcl.category(question));
        if (!(question.fields().path("question").path(0) instanceof ArrayNode messages)) throw question.wrong("question", "a list of turns, each a list of messages");
        return Prompts.afterSystem(CallPrompt.OFFICIAL.system(new FunctionDocs(question.items("function"), language)), messages);
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("test_category", Bfcl.category(question)).with("model_output", answer);
    }

    @Override public Verdict grade(Item item) {
        return rules.grade(item);
    }
}
