package dev.hone.eval.benchmark;

import dev.hone.eval.DataSource;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.MultiTurn;
import dev.hone.eval.Question;
import dev.hone.eval.Score;
import dev.hone.eval.Standing;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.tau.Domain;
import dev.hone.eval.tau.Edition;
import dev.hone.eval.tool.ToolCall;
import dev.hone.eval.tau.World;
import dev.hone.eval.tool.Toolbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The second edition of tau-bench: the user may have tools too. A task says what its reward is the product of: data as after the
/// reference actions, assertions on the data, words said, actions taken, statements that a judge must find met.
/// Source: Barres et al. 2025, arXiv:2506.07982; sierra-research/tau2-bench.
public final class Tau2Bench implements MultiTurn {
    private static final String STATEMENTS = "NL_ASSERTION";
    private static final Set<String> ENDINGS = Set.of("agent_stop", "user_stop");

    private final String name;
    private final List<String> asked;
    private final SuiteFiles data;
    private final Map<String, Domain> domains = new ConcurrentHashMap<>();

    /// @param asked the domains whose tasks are put to a model; conversations of any are judged
    public Tau2Bench(String name, List<String> asked, SuiteFiles data) {
        this.name = name;
        this.asked = asked;
        this.data = data;
    }

    @Override public String name() {
        return name;
    }

    @Override public DataSource data() {
        return DataSource.file("sierra-research/tau2-bench", "tasks.json");
    }

    /// All tasks of the domains.
    @Override public List<Item> ownRows() {
        return asked.stream().flatMap(domain -> domain(domain).tasks().stream().map(task -> task.path("id").asString()).map(id -> new Item(
                JsonMapper.shared().createObjectNode().put("id", domain + "_" + id).put("domain", domain).put("task_id", id), domain + " task " + id))).toList();
    }

    @Override public boolean needsUser() {
        return true;
    }

    @Override public String words(Item row) {
        return task(row).path("user_scenario").toString();
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(4096);
    }

    @Override public Dialogue begin(Question question, Respondents who) throws InterruptedException {
        Item row = question.row();
        return new Tau2Talk(row, domain(row), task(row), who.neededUser());
    }

    /// A judge, where there is one, says which of the statements are met that a task's reward depends on.
    @Override public Item asked(Question question, Respondents who) throws InterruptedException {
        Item played = MultiTurn.super.asked(question, who);
        JsonNode criteria = task(played).path("evaluation_criteria");
        if (who.judge().isPresent() && basis(criteria).contains(STATEMENTS))
            played.fields().set("nl_assertions", StatementJudge.judged(who.judge().get(), played.fields().path("messages"), criteria.path("nl_assertions")));
        return played;
    }

    /// Whether each statement was found met.
    @Override public List<String> decisions(Verdict verdict) {
        JsonNode met = verdict.fields().path("reward_breakdown").path(STATEMENTS);
        return met.isNumber() ? List.of(met.doubleValue() == 1 ? "met" : "not met") : List.of();
    }

    /// With the reliability over several trials.
    @Override public List<Score> scores(List<List<Verdict>> byQuestion, List<Item> more) {
        return Stream.concat(MultiTurn.super.scores(byQuestion, more).stream(), Trials.passHat(byQuestion).stream()).toList();
    }

    @Override public Standing standing() {
        return Standing.exact("sierra-research/tau2-bench a2c0247, environments and rewards of airline, mock, retail and telecom");
    }

    @Override public Standing standingAsked() {
        return Standing.experimental(standing().source() + "; tools and the agent's work are described in our own words");
    }

    private Domain domain(Item item) {
        return domain(item.text("domain"));
    }

    private Domain domain(String name) {
        return domains.computeIfAbsent(name, _ -> Domain.of(Edition.SECOND, name, data));
    }

    private ObjectNode task(Item item) {
        String id = item.plain("task_id");
        return domain(item).tasks().stream().filter(task -> task.path("id").asString().equals(id)).findFirst().orElseThrow(() -> item.wrong("task_id", "the id of a task of " + item.text("domain")));
    }

    /// @param item `domain`, `task_id`, and `messages` with the calls of agent and user, or `steps` with calls alone; perhaps `termination_reason`, and
    ///             `nl_assertions`, for each statement of the task whether a judge found it met
    @Override public Verdict grade(Item item) {
        return item.absent("steps") ? conversation(item) : replayed(item);
    }

    /// What the calls answer and leave behind.
    private Verdict replayed(Item item) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        JsonNode assertions = task(item).path("evaluation_criteria").path("env_assertions");
        World world = domain(item).world(task(item));
        fields.set("initial", hashes(world));
        fields.set("env_assertions_before", asserted(world, assertions));
        ArrayNode steps = fields.putArray("steps");
        for (Item step : item.items("steps")) {
            ObjectNode done = step.fields().deepCopy();
            World.Answer answer = world.call(step.text("requestor").equals("user"), step.text("name"), (ObjectNode) step.fields().get("arguments"));
            steps.add(done.put("error", answer.refused()).put("observation", answer.text()));
        }
        fields.set("final", hashes(world));
        fields.set("env_assertions_after", asserted(world, assertions));
        return new Verdict(fields, List.of());
    }

    private static ObjectNode hashes(World world) {
        return JsonMapper.shared().createObjectNode().put("db", world.hash(false)).put("user_db", world.hash(true));
    }

    /// For each assertion whether it holds, or why that cannot be said.
    private static ArrayNode asserted(World world, JsonNode assertions) {
        ArrayNode holds = JsonMapper.shared().createArrayNode();
        for (JsonNode each : assertions) {
            try {
                JsonNode value = world.value(each.path("env_type").asString().equals("user"), each.path("func_name").asString(), (ObjectNode) each.get("arguments"));
                holds.add(value.booleanValue() == each.path("assert_value").asBoolean(true));
            } catch (Toolbox.Refusal | Toolbox.UnknownToolFault e) {
                holds.add("error: " + e.getMessage());
            }
        }
        return holds;
    }

    private Verdict conversation(Item item) {
        ObjectNode task = task(item);
        JsonNode criteria = task.path("evaluation_criteria");
        ArrayNode messages = JsonMapper.shared().createArrayNode().addAll(item.list("messages"));
        List<ToolCall> calls = ToolCall.in(messages);
        ObjectNode parts = JsonMapper.shared().createObjectNode();
        boolean complete = true, right = ENDINGS.contains(item.text("termination_reason", "user_stop"));
        for (String part : basis(criteria)) {
            if (part.equals(STATEMENTS) && item.absent("nl_assertions")) {
                complete = false;
                continue;
            }
            boolean met = switch (part) {
                case "DB" -> sameData(item, task, calls);
                case "ENV_ASSERTION" -> asserted(after(item, task, calls), criteria.path("env_assertions")).valueStream().allMatch(each -> each.asBoolean(false));
                case "COMMUNICATE" -> communicated(messages, criteria.path("communicate_info"));
                case "ACTION" -> criteria.path("actions").valueStream().allMatch(action -> calls.stream().anyMatch(call -> call.isAs(action)));
                case STATEMENTS -> item.list("nl_assertions").stream().allMatch(each -> each.asBoolean(false));
                default -> throw item.wrong("task_id", "a task whose reward_basis is known, not " + part);
            };
            parts.put(part, met ? 1.0 : 0.0);
            right &= met;
        }
        ObjectNode fields = JsonMapper.shared().createObjectNode().put("reward", complete ? (Double) (right ? 1.0 : 0.0) : null);
        fields.set("reward_breakdown", parts);
        String metric = complete ? "reward" : "reward_without_nl_assertions";
        return new Verdict(fields, List.of(Mark.of(metric, right), Mark.of(metric + "_" + item.text("domain"), right)));
    }

    private static List<String> basis(JsonNode criteria) {
        JsonNode basis = criteria.path("reward_basis");
        return basis.isArray() ? basis.valueStream().map(JsonNode::asString).toList() : List.of("DB", "COMMUNICATE");
    }

    private World after(Item item, ObjectNode task, List<ToolCall> calls) {
        World world = domain(item).world(task);
        calls.forEach(call -> world.call(call.byUser(), call.name(), call.arguments()));
        return world;
    }

    private boolean sameData(Item item, ObjectNode task, List<ToolCall> calls) {
        List<ToolCall> reference = new ArrayList<>();
        for (JsonNode action : task.path("evaluation_criteria").path("actions"))
            reference.add(new ToolCall(action.path("requestor").asString("assistant").equals("user"), action.path("name").asString(), (ObjectNode) action.get("arguments")));
        World done = after(item, task, calls), wanted = after(item, task, reference);
        return done.hash(false).equals(wanted.hash(false)) && Objects.equals(done.hash(true), wanted.hash(true));
    }

    private static boolean communicated(ArrayNode messages, JsonNode wanted) {
        return wanted.valueStream().allMatch(each -> messages.valueStream().anyMatch(message -> message.path("role").asString("").equals("assistant")
                && PythonText.lower(message.path("content").asString("")).replace(",", "").contains(PythonText.lower(each.asString()))));
    }
}
