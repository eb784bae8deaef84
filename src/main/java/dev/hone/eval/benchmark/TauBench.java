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
import dev.hone.eval.tau.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An agent serves a customer of a shop or an airline, by tools and under a policy. It is right when the data are in the end as
/// after the task's reference actions, and when it has said what the customer had to hear.
/// Source: Yao et al. 2024, arXiv:2406.12045; sierra-research/tau-bench.
public final class TauBench implements MultiTurn {
    static final String RESPOND = "respond", TRANSFER = "transfer_to_human_agents", STOP = "###STOP###";

    private final String name;
    private final List<String> asked;
    private final SuiteFiles data;
    private final Map<String, Domain> domains = new ConcurrentHashMap<>();
    private final Map<String, String> referenceHashes = new ConcurrentHashMap<>();

    /// @param asked the domains whose tasks are put to a model; conversations of any are judged
    public TauBench(String name, List<String> asked, SuiteFiles data) {
        this.name = name;
        this.asked = asked;
        this.data = data;
    }

    @Override public String name() {
        return name;
    }

    @Override public DataSource data() {
        return DataSource.file("sierra-research/tau-bench", "tasks_test.json");
    }

    /// All tasks of the domains.
    @Override public List<Item> ownRows() {
        return asked.stream().flatMap(domain -> IntStream.range(0, domain(domain).tasks().size()).mapToObj(index -> new Item(
                JsonMapper.shared().createObjectNode().put("id", domain + "_" + index).put("domain", domain).put("task_index", index), domain + " task " + index))).toList();
    }

    @Override public boolean needsUser() {
        return true;
    }

    @Override public String words(Item row) {
        return task(row).path("instruction").asString();
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(4096);
    }

    /// With the reliability over several trials.
    @Override public List<Score> scores(List<List<Verdict>> byQuestion, List<Item> more) {
        return Stream.concat(MultiTurn.super.scores(byQuestion, more).stream(), Trials.passHat(byQuestion).stream()).toList();
    }

    @Override public Standing standing() {
        return Standing.exact("sierra-research/tau-bench 59a200c, Env.step and calculate_reward");
    }

    @Override public Standing standingAsked() {
        return Standing.experimental(standing().source() + "; the user's instructions are in our own words");
    }

    private Domain domain(Item item) {
        return domain(item.text("domain"));
    }

    private Domain domain(String name) {
        return domains.computeIfAbsent(name, _ -> Domain.of(Edition.FIRST, name, data));
    }

    private ObjectNode task(Item item) {
        List<ObjectNode> tasks = domain(item).tasks();
        int index = item.whole("task_index");
        if (index < 0 || index >= tasks.size()) throw item.wrong("task_index", "a place from 0 to " + (tasks.size() - 1));
        return tasks.get(index);
    }

    /// @param item `domain`, `task_index` and the `actions` that the agent took in order, `respond` among them; perhaps `replies`, what the user
    ///             said to each `respond`. With the `kind` `tool_call` one action alone, with `initial_hash` the data alone
    @Override public Verdict grade(Item item) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        return switch (item.text("kind", "trajectory")) {
            case "initial_hash" -> new Verdict(fields.put("sha256", domain(item).world().hash(false)), List.of());
            case "tool_call" -> {
                String name = item.text("name");
                yield new Verdict(fields.put("observation", done(domain(item).world(), name, item)).put("done", name.equals(TRANSFER)), List.of());
            }
            case "trajectory" -> trajectory(item, fields);
            default -> throw item.wrong("kind", "trajectory, tool_call or initial_hash");
        };
    }

    private static String done(World world, String name, Item action) {
        if (!(action.fields().path("kwargs") instanceof ObjectNode arguments)) throw action.wrong("kwargs", "an object");
        return world.call(false, name, arguments).text();
    }

    private Verdict trajectory(Item item, ObjectNode fields) {
        World world = domain(item).world();
        ArrayNode observations = fields.putArray("observations");
        List<String> said = new ArrayList<>();
        List<String> replies = item.absent("replies") ? null : item.texts("replies");
        boolean done = false;
        for (Item action : item.items("actions")) {
            if (done) break;
            String name = action.text("name");
            if (name.equals(RESPOND)) {
                said.add(action.fields().path("kwargs").path("content").asString(""));
                String reply = replies == null ? stub(said.getLast()) : said.size() <= replies.size() ? replies.get(said.size() - 1) : "";
                observations.add(reply);
                done = reply.contains(STOP);
            } else {
                observations.add(done(world, name, action));
                done = name.equals(TRANSFER);
            }
        }
        ObjectNode task = task(item);
        String reference = referenceHashes.computeIfAbsent(item.text("domain") + item.whole("task_index"), _ -> reference(item, task));
        boolean acted = world.hash(false).equals(reference), told = told(task, said, fields);
        boolean right = done && acted && told;
        fields.put("done", done).put("reward", right ? 1.0 : 0.0);
        // the official record has one of the two: what was said where a task asks for it, else what was done
        boolean tells = !task.path("outputs").isEmpty();
        fields.put("r_actions", tells ? null : (Double) (acted ? 1.0 : 0.0)).put("gt_data_hash", tells ? null : reference).put("r_outputs", tells ? (Double) (told ? 1.0 : 0.0) : null);
        return new Verdict(fields, List.of(Mark.of("reward", right), Mark.of("reward_" + item.text("domain"), right)));
    }

    /// A user that answers anything with "ok", and ends the conversation where the agent's words end in a sign.
    private static String stub(String words) {
        return PythonText.stripRight(words).endsWith("<END>") ? STOP : "ok";
    }

    private String reference(Item item, ObjectNode task) {
        World world = domain(item).world();
        for (JsonNode action : task.path("actions"))
            if (!action.path("name").asString().equals(TRANSFER)) world.call(false, action.path("name").asString(), (ObjectNode) action.get("kwargs"));
        return world.hash(false);
    }

    private static boolean told(ObjectNode task, List<String> said, ObjectNode fields) {
        if (task.path("outputs").isEmpty()) {
            fields.putNull("outputs");
            return true;
        }
        boolean all = true;
        ObjectNode outputs = fields.putObject("outputs");
        for (JsonNode output : task.path("outputs")) {
            String wanted = PythonText.lower(output.asString());
            boolean found = said.stream().anyMatch(words -> PythonText.lower(words).replace(",", "").contains(wanted));
            outputs.put(output.asString(), found);
            all &= found;
        }
        return all;
    }

    /// The customer is told in our own words what to do.
    @Override public Dialogue begin(Question question, Respondents who) throws InterruptedException {
        Item row = question.row();
        return new TauTalk(row, domain(row), task(row).path("instruction").asString(), who.neededUser());
    }
}
