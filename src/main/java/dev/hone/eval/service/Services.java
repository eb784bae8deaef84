package dev.hone.eval.service;

import dev.hone.eval.Item;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.call.FunctionCall;
import dev.hone.eval.python.PythonExpression;
import dev.hone.eval.python.PythonExpression.Call;
import dev.hone.eval.python.PythonExpression.Name;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonJson;
import dev.hone.eval.python.PythonParser;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The services of one conversation: each function belongs to one of them. Which functions there are and what they take is read
/// from the benchmark's files; what they do stands in the code.
/// Source: gorilla's `execute_multi_turn_func_call`.
public final class Services {
    /// @param file below `bfcl/multi_turn_func_doc`, a description of a function on each line
    private record Kind(String file, Function<ObjectNode, Service> maker) {}

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of("GorillaFileSystem", new Kind("gorilla_file_system.json", Files::of), "MathAPI", new Kind("math_api.json", _ -> new Mathematics()),
            "MessageAPI", new Kind("message_api.json", Messages::of), "TicketAPI", new Kind("ticket_api.json", Tickets::of), "TradingBot", new Kind("trading_bot.json", Trading::of),
            "TravelAPI", new Kind("travel_booking.json", Travel::of), "TwitterAPI", new Kind("posting_api.json", Postings::of), "VehicleControlAPI", new Kind("vehicle_control.json", Vehicle::of)));

    private final Map<String, Service> byClass = new LinkedHashMap<>();
    private final Map<String, String> classOf = new HashMap<>();
    private final Map<String, JsonNode> parameters = new HashMap<>();

    /// @param conversation `involved_classes`, and `initial_config` with what each of them begins with
    public Services(Item conversation, SuiteFiles files) {
        JsonNode initial = conversation.fields().path("initial_config");
        for (String name : conversation.texts("involved_classes")) {
            byClass.put(name, kind(conversation, name).maker.apply(initial.path(name) instanceof ObjectNode begun ? begun : JsonMapper.shared().createObjectNode()));
            for (Item function : functions(conversation, name, files)) {
                classOf.put(function.text("name"), name);
                parameters.put(function.text("name"), function.fields().path("parameters"));
            }
        }
    }

    private static Kind kind(Item conversation, String name) {
        if (!KINDS.containsKey(name)) throw conversation.wrong("involved_classes", "some of " + String.join(", ", KINDS.keySet()));
        return KINDS.get(name);
    }

    /// Descriptions of all functions of a conversation, in the order of its classes.
    public static List<Item> functions(Item conversation, SuiteFiles files) {
        return conversation.texts("involved_classes").stream().flatMap(name -> functions(conversation, name, files).stream()).toList();
    }

    private static List<Item> functions(Item conversation, String name, SuiteFiles files) {
        String file = "bfcl/multi_turn_func_doc/" + kind(conversation, name).file;
        List<Item> functions = new ArrayList<>();
        for (String line : files.text(file).lines().toList()) functions.add(new Item((ObjectNode) JsonMapper.shared().readTree(line), file + ":" + (functions.size() + 1)));
        return functions;
    }

    static String resource(String name) {
        try (InputStream in = Services.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a call that is written in Python, with or without its arguments' names.
    public String run(String call) {
        try {
            if (!(PythonParser.parse(call) instanceof Call(Name(String name), var positional, var keywords))) throw new PythonFault("\"" + call + "\" is no call");
            Map<String, PythonValue> arguments = new LinkedHashMap<>();
            List<String> names = List.copyOf(parameters.getOrDefault(name, JsonMapper.shared().createObjectNode()).path("properties").propertyNames());
            if (positional.size() > names.size()) throw new PythonFault(name + "() takes " + names.size() + " positional arguments but " + positional.size() + " were given");
            for (int i = 0; i < positional.size(); i++) arguments.put(names.get(i), positional.get(i).literal());
            for (PythonExpression.Keyword keyword : keywords) arguments.put(keyword.name(), keyword.value().literal());
            return run(new FunctionCall(name, arguments));
        } catch (PythonFault e) {
            return failed(e);
        }
    }

    private static String failed(RuntimeException why) {
        return "Error during execution: " + why.getMessage();
    }

    /// What a call answers, as a text. A call that fails says so and changes nothing more.
    public String run(FunctionCall call) {
        String service = classOf.get(call.name());
        if (service == null) return failed(new PythonFault("name '" + call.name() + "' is not defined"));
        ObjectNode arguments = JsonMapper.shared().createObjectNode();
        call.arguments().forEach((name, value) -> arguments.set(name, value.json()));
        for (String name : arguments.propertyNames()) if (!parameters.get(call.name()).path("properties").has(name))
            return failed(new PythonFault(service + "." + call.name() + "() got an unexpected keyword argument '" + name + "'"));
        try {
            return text(byClass.get(service).call(call.name(), new Arguments(arguments)));
        } catch (Toolbox.Refusal | PythonFault e) {
            return failed(e);
        } catch (Toolbox.UnknownToolFault e) {
            throw new UserError("the function " + e.getMessage() + " of " + service + " is described, and not known to Hone", e);
        }
    }

    private static String text(JsonNode answer) {
        if (answer.isString()) return answer.stringValue();
        return answer.isObject() ? PythonJson.text(answer) : PythonValue.of(answer).repr();
    }

    /// Whether all services are as those of another conversation.
    public boolean sameAs(Services other) {
        return byClass.entrySet().stream().allMatch(each -> PythonValue.of(each.getValue().state()).same(PythonValue.of(other.byClass.get(each.getKey()).state())));
    }
}
