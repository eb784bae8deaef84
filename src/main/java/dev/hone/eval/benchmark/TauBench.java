package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.MultiTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.tau.Domain;
import dev.hone.eval.tau.Edition;
import dev.hone.eval.tau.ToolCall;
import dev.hone.eval.tau.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An agent serves a customer of a shop or an airline, by tools and under a policy. It is right when the data are in the end as
/// after the task's reference actions, and when it has said what the customer had to hear.
/// Source: Yao et al. 2024, arXiv:2406.12045; sierra-research/tau-bench.
public final class TauBench implements MultiTurn {
    private static final String RESPOND = "respond", TRANSFER = "transfer_to_human_agents", STOP = "###STOP###";
    private static final int MOST_STEPS = 30;

    private final SuiteFiles data;
    private final Map<String, Domain> domains = new ConcurrentHashMap<>();
    private final Map<String, String> referenceHashes = new ConcurrentHashMap<>();

    public TauBench(SuiteFiles data) {
        this.data = data;
    }

    @Override public String name() {
        return "tau-bench";
    }

    @Override public Standing standing() {
        return Standing.exact("sierra-research/tau-bench 59a200c, Env.step and calculate_reward");
    }

    private Domain domain(Item item) {
        return domains.computeIfAbsent(item.text("domain"), name -> Domain.of(Edition.FIRST, name, data));
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
    /// @param question `domain` and `task_index`
    @Override public Dialogue begin(Item question, User user) {
        return new Service(question, user);
    }

    /// The agent's side: a policy, tools and a customer.
    private final class Service implements Dialogue {
        private final Item question;
        private final User user;
        private final World world;
        private Conversation conversation, seenByUser;
        private final ArrayNode actions = JsonMapper.shared().createArrayNode(), replies = JsonMapper.shared().createArrayNode();
        private boolean ended;

        Service(Item question, User user) {
            this.question = question;
            this.user = user;
            world = domain(question).world();
            seenByUser = Prompts.system(instructions(task(question).path("instruction").asString()), "Hi! How can I help you today?");
            Conversation begun = Prompts.system(domain(question).policy(), reply());
            conversation = new Conversation(begun.messages(), domain(question).toolSchemas(), begun.variables());
        }

        private static String instructions(String instruction) {
            return """
                    Play a customer who talks to a service agent. Who you are and what you want:

                    %s

                    How to play:
                    - Write what the customer says next and nothing else, in one line.
                    - Bring up one thing after another, as the talk asks for it, and never all that you know at once.
                    - You know nothing but what stands above. Where the agent asks for anything else, such as a number of an order, say that you cannot remember it or have none.
                    - Say it as this person would, in words of your own; do not read the text above aloud.
                    - As soon as you have got what you want, reply with %s alone, which ends the talk.""".formatted(instruction, STOP);
        }

        /// What the user says to all that it has heard.
        private String reply() {
            String reply = user.answer(seenByUser);
            seenByUser = seenByUser.with(Prompts.message("assistant", reply));
            return reply;
        }

        @Override public Conversation conversation() {
            return conversation;
        }

        @Override public boolean ended() {
            return ended || actions.size() >= MOST_STEPS;
        }

        /// The first call counts alone, as officially.
        @Override public void hear(ObjectNode message) {
            List<ToolCall> calls = ToolCall.in(JsonMapper.shared().createArrayNode().add(message));
            if (calls.isEmpty()) {
                String words = message.path("content").asString("");
                actions.addObject().put("name", RESPOND).putObject("kwargs").put("content", words);
                seenByUser = seenByUser.with(Prompts.message("user", words));
                String reply = reply();
                replies.add(reply);
                ended = reply.contains(STOP);
                conversation = conversation.with(JsonMapper.shared().createArrayNode().add(message)).with(Prompts.message("user", reply));
                return;
            }
            ToolCall call = calls.getFirst();
            actions.addObject().put("name", call.name()).set("kwargs", call.arguments());
            ObjectNode first = message.deepCopy();
            first.set("tool_calls", JsonMapper.shared().createArrayNode().add(message.get("tool_calls").get(0)));
            String answer = world.call(false, call.name(), call.arguments()).text();
            ended = call.name().equals(TRANSFER);
            conversation = conversation.with(JsonMapper.shared().createArrayNode().add(first)).with(Prompts.toolAnswer(first.get("tool_calls").get(0), call.name(), answer));
        }

        @Override public Item row() {
            ObjectNode row = question.fields().deepCopy();
            row.set("actions", actions);
            row.set("replies", replies);
            return new Item(row, question.where());
        }
    }
}
