package dev.hone.eval.tau;

import dev.hone.eval.python.PythonJson;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Data that an agent, and in the second edition also a user, changes by tools.
public final class World {
    /// Binds tools to the agent's and the user's data.
    interface Tools {
        Sides of(Database database, ObjectNode agentData, ObjectNode userData);
    }

    /// @param agent the agent's tools
    /// @param user  the user's; null for none
    /// @param sync  carries over what one side's change means for the other
    record Sides(Toolbox agent, Toolbox user, Runnable sync) {}

    /// What a call came to.
    /// @param text    the tool's answer or refusal
    /// @param refused whether it is a refusal
    public record Answer(String text, boolean refused) {}

    private final Edition edition;
    private final Database database;
    private final Tools tools;
    private ObjectNode agentData, userData;
    private Sides sides;

    /// @param database the agent's data
    /// @param userData the user's, to change; null for none
    World(Edition edition, Database database, ObjectNode userData, Tools tools) {
        this.edition = edition;
        this.database = database;
        this.tools = tools;
        bind(database.copy(), userData);
    }

    private void bind(ObjectNode agentData, ObjectNode userData) {
        this.agentData = agentData;
        this.userData = userData;
        sides = tools.of(database, agentData, userData);
        sides.sync.run();
    }

    /// Lays other data over the agent's, or where there is none over the user's. Both sides then look at the same, as officially.
    void overlay(JsonNode agent, JsonNode user) {
        if (agent.isObject()) bind(merged(agentData, (ObjectNode) agent), userData == null ? null : agentData);
        if (user.isObject()) bind(merged(userData, (ObjectNode) user), userData);
    }

    /// Data with other data laid over it, objects field by field.
    static ObjectNode merged(ObjectNode data, ObjectNode more) {
        more.properties().forEach(field -> data.set(field.getKey(), data.get(field.getKey()) instanceof ObjectNode inner && field.getValue() instanceof ObjectNode over
                ? merged(inner.objectNode().setAll(inner), over) : field.getValue().deepCopy()));
        return data;
    }

    /// Calls a tool.
    /// @param byUser whether the user does
    public Answer call(boolean byUser, String name, ObjectNode arguments) {
        try {
            if (box(byUser).backstage().contains(name)) throw new Toolbox.UnknownToolFault(name);
            JsonNode answer = value(byUser, name, arguments);
            return new Answer(answer.isString() ? answer.stringValue() : PythonJson.text(answer), false);
        } catch (Toolbox.UnknownToolFault e) {
            return new Answer(edition == Edition.FIRST ? "Unknown action " + name : "Error: Tool '" + name + "' not found.", true);
        } catch (Toolbox.Refusal e) {
            return new Answer("Error: " + e.getMessage(), true);
        }
    }

    /// What a tool or an assertion says, as a value.
    /// @throws Toolbox.Refusal where it refuses
    public JsonNode value(boolean byUser, String name, ObjectNode arguments) {
        JsonNode answer = box(byUser).call(name, new Arguments(arguments));
        sides.sync.run();
        return answer;
    }

    private Toolbox box(boolean byUser) {
        if (byUser && sides.user == null) throw new Toolbox.Refusal("User tools not available");
        return byUser ? sides.user : sides.agent;
    }

    /// A number that is the same for the same data; null for a user without any.
    public String hash(boolean ofUser) {
        ObjectNode data = ofUser ? userData : agentData;
        if (data == null) return null;
        return database.hash(data);
    }
}
