package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.DataSource;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.MultiTurn;
import dev.hone.eval.Question;
import dev.hone.eval.Standing;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.call.CallLanguage;
import dev.hone.eval.call.CallPrompt;
import dev.hone.eval.call.FunctionCall;
import dev.hone.eval.call.FunctionDocs;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.service.Services;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations of several turns: in each the user asks for something, and the model calls functions of stateful services until
/// it calls none. After each turn the services must be as after the right calls, and what the right calls answered must be among
/// what the model's calls have answered so far.
/// Source: ShishirPatil/gorilla, Berkeley Function Calling Leaderboard v4, `multi_turn_checker`.
public final class BfclMultiTurn implements MultiTurn {
    private static final int MOST_STEPS = 20;

    private final String name, asked;
    private final SuiteFiles files;

    /// @param category of the questions that are asked; saved conversations of any are judged
    public BfclMultiTurn(String name, String category, SuiteFiles files) {
        this.name = name;
        asked = category;
        this.files = files;
    }

    @Override public String name() {
        return name;
    }

    @Override public DataSource data() {
        return BfclCategory.questions(asked);
    }

    @Override public Optional<DataSource> more() {
        return Optional.of(BfclCategory.answers(asked));
    }

    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        return BfclCategory.joined(rows, more);
    }

    @Override public String words(Item row) {
        return BfclCategory.said(row);
    }

    @Override public Sampling sampling() {
        return BfclCategory.SAMPLING;
    }

    /// The user's words stand in the question.
    @Override public Dialogue begin(Question question, Respondents who) {
        return new Turns(question.row());
    }

    @Override public Standing standing() {
        return Standing.experimental("gorilla 6ea5797, multi_turn_checker in prompt mode; the services are written anew and no recorded verdicts prove them");
    }

    /// @param item a row of the data set with the `ground_truth` of the same `id`, and `model_output`: for each turn the list of what the model said, one text a step
    @Override public Verdict grade(Item item) {
        Optional<String> mistake = mistake(item);
        String category = Bfcl.category(item);
        return new Verdict(JsonMapper.shared().createObjectNode().put("valid", mistake.isEmpty()).put("error_type", mistake.orElse(null)),
                List.of(Mark.of("accuracy", mistake.isEmpty()), Mark.of(category, mistake.isEmpty())));
    }

    private Optional<String> mistake(Item item) {
        if (Bfcl.category(item).contains("long_context")) throw item.wrong("id", "a category without long contexts, whose filling texts Hone does not have");
        List<JsonNode> turns = item.list("ground_truth"), said = item.list("model_output");
        if (turns.size() != said.size()) return Optional.of("multi_turn:force_terminated");
        Services model = new Services(item, files), right = new Services(item, files);
        List<String> answers = new ArrayList<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            List<List<FunctionCall>> steps = said.get(turn).valueStream().map(step -> calls(step.asString(""))).filter(calls -> !calls.isEmpty()).toList();
            steps.forEach(step -> step.forEach(call -> answers.add(model.run(call))));
            List<String> expected = turns.get(turn).valueStream().map(call -> right.run(call.asString())).toList();
            if (expected.isEmpty()) continue;
            if (steps.isEmpty()) return Optional.of("multi_turn:empty_turn_model_response");
            if (!model.sameAs(right)) return Optional.of("multi_turn:instance_state_mismatch");
            List<String> unmatched = new ArrayList<>(answers);
            if (!expected.stream().allMatch(unmatched::remove)) return Optional.of("multi_turn:execution_response_mismatch");
        }
        return Optional.empty();
    }

    /// None where the text is no list of calls: the model speaks to the user.
    private static List<FunctionCall> calls(String said) {
        try {
            return CallLanguage.PYTHON.calls(said);
        } catch (PythonFault _) {
            return List.of();
        }
    }

    /// The user's side: one question after the other, and the answers of the functions between.
    private final class Turns implements Dialogue {
        private final Item question;
        private final Services services;
        private final List<JsonNode> turns;
        private final ArrayNode said = JsonMapper.shared().createArrayNode();
        private Conversation conversation;
        private boolean ended;

        Turns(Item question) {
            this.question = question;
            services = new Services(question, files);
            turns = question.list("question");
            List<String> later = later();
            List<Item> functions = Services.functions(question, files).stream().filter(function -> !later.contains(function.text("name"))).toList();
            conversation = Prompts.afterSystem(CallPrompt.OFFICIAL.system(new FunctionDocs(functions, CallLanguage.PYTHON)), (ArrayNode) turns.getFirst());
            said.addArray();
        }

        /// Functions that the model gets to know in a later turn.
        private List<String> later() {
            return question.fields().path("missed_function").valueStream().flatMap(JsonNode::valueStream).map(JsonNode::asString).toList();
        }

        @Override public Conversation conversation() {
            return conversation;
        }

        @Override public boolean ended() {
            return ended;
        }

        @Override public void hear(ObjectNode message) {
            String words = message.path("content").asString("");
            ArrayNode turn = (ArrayNode) said.get(said.size() - 1);
            turn.add(words);
            conversation = conversation.with(JsonMapper.shared().createArrayNode().add(message));
            List<FunctionCall> calls = calls(words);
            if (!calls.isEmpty() && turn.size() > MOST_STEPS) ended = true;
            else if (calls.isEmpty()) next();
            else conversation = conversation.with(Prompts.message("user", answers(calls)));
        }

        /// What the calls answered, as Python shows a list of messages.
        private String answers(List<FunctionCall> calls) {
            return new PythonValue.ListOf(calls.stream().map(call -> {
                Map<PythonValue, PythonValue> answer = new LinkedHashMap<>();
                answer.put(text("role"), text("tool"));
                answer.put(text("name"), text(call.name() + call.arguments().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue().repr()).collect(Collectors.joining(", ", "(", ")"))));
                answer.put(text("content"), text(services.run(call)));
                return (PythonValue) new PythonValue.Dict(answer);
            }).toList()).repr();
        }

        private static PythonValue text(String text) {
            return new PythonValue.Text(text);
        }

        private void next() {
            if (said.size() == turns.size()) {
                ended = true;
                return;
            }
            JsonNode handedOver = question.fields().path("missed_function").path(Integer.toString(said.size()));
            conversation = conversation.with(handedOver.isArray() ? handOver(handedOver) : (ArrayNode) turns.get(said.size()));
            said.addArray();
        }

        private ArrayNode handOver(JsonNode names) {
            List<Item> functions = names.valueStream().map(JsonNode::asString).flatMap(name -> Services.functions(question, files).stream().filter(function -> function.text("name").equals(name))).toList();
            return Prompts.message("user", new FunctionDocs(functions, CallLanguage.PYTHON).repr() + "\nI have updated some more functions you can choose from. What about now?");
        }

        @Override public Item row() {
            ObjectNode row = question.fields().deepCopy();
            row.set("model_output", said);
            return new Item(row, question.where());
        }
    }
}
