package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.Askable;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.python.PythonExpression;
import dev.hone.eval.python.PythonExpression.Call;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonParser;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.ToolCall;
import dev.hone.settings.UserError;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One call that must be exactly the right one: the same function, the same arguments, each value of the same type and written
/// alike. Where a tool has lost an argument that the question asks for (TMI hallucination), the call must do without it.
/// Tasks of one turn: NVDLibrary, VirusTotal, ITType0, ITType1, TicketTracking and TMI.
/// Source: nexusflowai/NexusBench.
public final class NexusBench implements Askable {
    private static final Sampling SAMPLING = Sampling.greedy(1024);
    private static final String REMOVED = "modified_correct_ground_truth", TOOLS = "tools";

    @Override public String name() {
        return "nexusbench";
    }

    @Override public Standing standing() {
        return Standing.experimental("nexusflowai/NexusBench d22a5e4, tasks of one turn by its rules; no recorded verdicts prove them");
    }

    /// The task whose rows bring their tools; those of the others stand in the benchmark's code, and rows of yours may bring them.
    @Override public DataSource data() {
        return DataSource.split("Nexusflow/HallucinationTMIBenchmark", null, "train");
    }

    @Override public String words(Item row) {
        return asked(row);
    }

    private static String asked(Item row) {
        return row.text(row.absent("user_query") ? "Input" : "user_query");
    }

    /// The first call of the model's is its answer, written in Python.
    /// @param question `Input` (or `user_query`), `tools` (or `json_tools`) in OpenAI's form, as a list or its text
    @Override public Item asked(Question question, Respondents who) throws InterruptedException {
        Item row = withTools(question.row());
        Conversation prompt = row.absent(REMOVED) ? Prompts.user(asked(row)) : Prompts.system("Give every argument of a function by its name.", asked(row));
        Conversation offered = new Conversation(prompt.messages(), (ArrayNode) row.fields().get(TOOLS), prompt.variables());
        ObjectNode said = ToolCall.readable(who.model().reply(offered, SAMPLING).message());
        return row.with("model_output", ToolCall.in(Prompts.list(said)).stream().findFirst().map(ToolCall::python).orElse(""));
    }

    private static Item withTools(Item row) {
        JsonNode tools = row.fields().path(row.absent(TOOLS) ? "json_tools" : TOOLS);
        if (tools.isString()) tools = Json.MAPPER.readTree(tools.stringValue());
        if (tools.isArray() && !tools.isEmpty()) return new Item(row.fields().deepCopy().set(TOOLS, tools), row.where());
        throw row.wrong(TOOLS, "the functions that may be called, in OpenAI's form");
    }

    /// @param item `model_output`, a call in Python, and `Output`, the right one; for TMI `original_ground_truth` and `modified_correct_ground_truth` in its place.
    ///             `tools`, JSON schemas in OpenAI's form, give arguments without a name their name and those left out their default
    @Override public Verdict grade(Item item) {
        boolean right = item.absent(REMOVED) ? isRight(item) : doesWithout(item);
        return new Verdict(JsonMapper.shared().createObjectNode().put("correct", right), List.of(Mark.of("accuracy", right)));
    }

    private static boolean isRight(Item item) {
        try {
            return written(item, said(item)).equals(written(item, expected(item, "Output")));
        } catch (PythonFault _) {
            return false;
        }
    }

    private static boolean doesWithout(Item item) {
        Set<String> removed = new HashSet<>(names(expected(item, "original_ground_truth")));
        removed.removeAll(names(expected(item, REMOVED)));
        try {
            Call said = said(item);
            return said.positional().isEmpty() && names(said).stream().noneMatch(removed::contains);
        } catch (PythonFault _) {
            return false;
        }
    }

    private static Call said(Item item) {
        return call(item.text("model_output"));
    }

    private static Call call(String text) {
        if (PythonParser.parse(text) instanceof Call call) return call;
        throw new PythonFault("\"" + text + "\" is no call");
    }

    private static Call expected(Item item, String field) {
        try {
            return call(item.text(field));
        } catch (PythonFault e) {
            throw new UserError(item.where() + ": " + field + ": " + e.getMessage(), e);
        }
    }

    private static List<String> names(Call call) {
        return call.keywords().stream().map(PythonExpression.Keyword::name).toList();
    }

    /// What is compared: the function, and for each argument how Python writes its value.
    private record Written(String function, Map<String, String> arguments) {}

    private static Written written(Item item, Call call) {
        String function = call.function().source();
        JsonNode properties = properties(item, function);
        Map<String, String> arguments = new LinkedHashMap<>();
        properties.properties().stream().filter(each -> each.getValue().has("default")).forEach(each -> arguments.put(each.getKey(), PythonValue.of(each.getValue().get("default")).repr()));
        List<String> names = List.copyOf(properties.propertyNames());
        for (int i = 0; i < call.positional().size(); i++) {
            if (i >= names.size()) throw new PythonFault("argument " + (i + 1) + " of " + function + " has no name");
            arguments.put(names.get(i), call.positional().get(i).literal().repr());
        }
        for (PythonExpression.Keyword keyword : call.keywords()) arguments.put(keyword.name(), keyword.value().literal().repr());
        return new Written(function, arguments);
    }

    private static JsonNode properties(Item item, String function) {
        for (JsonNode tool : item.fields().path("tools")) if (tool.path("function").path("name").asString("").equals(function)) return tool.get("function").path("parameters").path("properties");
        return JsonMapper.shared().createObjectNode();
    }
}
