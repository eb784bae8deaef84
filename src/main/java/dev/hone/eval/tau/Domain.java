package dev.hone.eval.tau;

import dev.hone.eval.SuiteFiles;
import dev.hone.eval.tool.ToolCall;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What agents of one kind work with: databases, tasks, the policy to follow. All of it is read from files; only what a tool
/// does stands in the code.
public final class Domain {
    private static final Runnable NOTHING = () -> {};

    private final Edition edition;
    private final String name;
    private final SuiteFiles data;
    private final Database database;
    private final ObjectNode userData;
    private final World.Tools tools;
    private final List<ObjectNode> tasks = new ArrayList<>();

    private Domain(Edition edition, String name, SuiteFiles data) {
        this.edition = edition;
        this.name = name;
        this.data = data;
        database = new Database(switch (name) {
            case "retail" -> edition == Edition.FIRST ? tables("orders", "products", "users") : Retail.completed(object("db.json"));
            case "airline" -> edition == Edition.FIRST ? tables("flights", "reservations", "users") : Airline.completed(object("db.json"));
            case "telecom" -> Telecom.completed(toml("db.toml"));
            default -> object("db.json");
        }, edition);
        userData = switch (name) {
            case "telecom" -> Phone.completed(toml("user_db.toml"));
            case "mock" -> object("user_db.json");
            default -> null;
        };
        tools = switch (name) {
            case "retail" -> (rows, agent, _) -> new World.Sides(new Retail(rows, agent, edition), null, NOTHING);
            case "airline" -> (rows, agent, _) -> new World.Sides(new Airline(rows, agent, edition), null, NOTHING);
            case "telecom" -> (_, agent, user) -> {
                Telecom carrier = new Telecom(agent);
                return new World.Sides(carrier, new Phone(user), () -> carrier.tell((ObjectNode) user.get("surroundings")));
            };
            default -> (rows, agent, user) -> new World.Sides(new TaskList.Agent(rows, agent), new TaskList.User(rows, user), NOTHING);
        };
        List<String> files = edition == Edition.FIRST ? List.of("tasks_test.json") : List.of("tasks.json", "tasks_small.json");
        boolean any = files.stream().anyMatch(file -> data.has(path(file)));
        for (String file : any ? files.stream().filter(each -> data.has(path(each))).toList() : files) for (JsonNode task : data.json(path(file))) tasks.add((ObjectNode) task);
    }

    /// @param name one of [#names]
    public static Domain of(Edition edition, String name, SuiteFiles data) {
        if (!names(edition).contains(name)) throw new UserError("there is no domain \"" + name + "\"; expected one of " + String.join(", ", names(edition)));
        return new Domain(edition, name, data);
    }

    public static Set<String> names(Edition edition) {
        return new TreeSet<>(edition == Edition.FIRST ? Set.of("airline", "retail") : Set.of("airline", "mock", "retail", "telecom"));
    }

    private String path(String file) {
        return (edition == Edition.FIRST ? "tau_bench/" : "tau2_bench/") + name + "/" + file;
    }

    private ObjectNode tables(String... names) {
        ObjectNode tables = JsonMapper.shared().createObjectNode();
        for (String table : names) tables.set(table, data.json(path(table + ".json")));
        return tables;
    }

    private ObjectNode object(String file) {
        if (data.json(path(file)) instanceof ObjectNode object) return object;
        throw new UserError(path(file) + " is no JSON object");
    }

    private ObjectNode toml(String file) {
        return Toml.read(data.text(path(file)), path(file));
    }

    public List<ObjectNode> tasks() {
        return tasks;
    }

    /// What the agent must keep to.
    public String policy() {
        if (edition == Edition.FIRST) return data.text(path("wiki.md"));
        if (!name.equals("telecom")) return data.text(path("policy.md"));
        return "<main_policy>\n" + data.text(path("main_policy.md")) + "\n</main_policy>\n<tech_support_policy>\n" + data.text(path("tech_support_manual.md")) + "\n</tech_support_policy>";
    }

    /// How a user of the second edition is to be played, where the files say it.
    /// @param withTools whether the user has tools
    public Optional<String> guidelines(boolean withTools) {
        String file = "tau2_bench/user_simulator/simulation_guidelines" + (withTools ? "_tools" : "") + ".md";
        return data.has(file) ? Optional.of(data.text(file)) : Optional.empty();
    }

    /// The agent's tools as JSON schemas: those of the files, or for the second edition, which has them in its code, ours.
    public ArrayNode agentTools() {
        return edition == Edition.FIRST || data.has(path("tools.json")) ? (ArrayNode) data.json(path("tools.json")) : described("agent");
    }

    /// The user's tools as JSON schemas; null for none.
    public ArrayNode userTools() {
        if (userData == null) return null;
        return data.has(path("user_tools.json")) ? (ArrayNode) data.json(path("user_tools.json")) : described("user");
    }

    private ArrayNode described(String side) {
        try (InputStream in = Domain.class.getResourceAsStream(name + "-" + side + "-tools.json")) {
            return (ArrayNode) JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A world that nobody has changed yet.
    public World world() {
        return new World(edition, database, userData == null ? null : userData.deepCopy(), tools);
    }

    /// A world as a task of the second edition begins it.
    public World world(JsonNode task) {
        World world = world();
        JsonNode state = task.path("initial_state");
        world.overlay(state.path("initialization_data").path("agent_data"), state.path("initialization_data").path("user_data"));
        for (JsonNode action : state.path("initialization_actions"))
            world.value(action.path("env_type").asString().equals("user"), action.path("func_name").asString(), (ObjectNode) action.get("arguments"));
        for (ToolCall call : ToolCall.in(state.path("message_history"))) world.call(call.byUser(), call.name(), call.arguments());
        return world;
    }
}
