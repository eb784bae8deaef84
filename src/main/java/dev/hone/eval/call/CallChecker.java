package dev.hone.eval.call;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says whether calls are those that BFCL expects, and if not, what is wrong first, by the official name of the mistake.
/// An expected call has a list of accepted values for each parameter; an empty text among them says that it may be left out.
/// Texts are compared without blanks, case and some punctuation.
/// Source: gorilla's `ast_checker`.
public final class CallChecker {
    private static final PythonValue EMPTY = new PythonValue.Text("");
    private static final Pattern IGNORED = Pattern.compile("[ ,./\\-_*^]");

    private final CallLanguage language;

    public CallChecker(CallLanguage language) {
        this.language = language;
    }

    /// Whether a value has its type, and whether it is a variable's name in place of a value.
    private record TypeCheck(Optional<String> mistake, boolean variable) {
        static TypeCheck fine(boolean variable) {
            return new TypeCheck(Optional.empty(), variable);
        }

        static TypeCheck wrong(String mistake, boolean variable) {
            return new TypeCheck(Optional.of(mistake), variable);
        }
    }

    /// @param functions the descriptions
    /// @param expected  the right calls, each an object with one key, the function's name
    /// @return the mistake; empty where the calls are right
    public Optional<String> mistake(List<Item> functions, List<FunctionCall> calls, List<Item> expected, String category) {
        if (category.contains("parallel")) return parallel(functions, calls, expected);
        boolean multiple = category.contains("multiple");
        if (calls.size() != 1) return Optional.of((multiple ? "multiple" : "simple") + "_function_checker:wrong_count");
        Item description = multiple ? described(functions, expected.getFirst()) : functions.getFirst();
        return single(description, calls.getFirst(), expected.getFirst());
    }

    /// In any order.
    private Optional<String> parallel(List<Item> functions, List<FunctionCall> calls, List<Item> expected) {
        if (calls.size() != expected.size()) return Optional.of("parallel_function_checker_no_order:wrong_count");
        List<FunctionCall> left = new ArrayList<>(calls);
        for (Item each : expected) {
            Item description = described(functions, each);
            Optional<FunctionCall> match = left.stream().filter(call -> single(description, call, each).isEmpty()).findFirst();
            if (match.isEmpty()) return Optional.of("parallel_function_checker_no_order:cannot_find_match");
            left.removeIf(call -> call == match.get());
        }
        return Optional.empty();
    }

    private static Item described(List<Item> functions, Item expected) {
        String name = expected.fields().propertyNames().iterator().next();
        return functions.stream().filter(function -> function.text("name").equals(name)).findFirst().orElseThrow(() -> expected.wrong(name, "one of the row's functions"));
    }

    private Optional<String> single(Item function, FunctionCall call, Item expected) {
        if (!function.text("name").equals(call.name())) return Optional.of("simple_function_checker:wrong_func_name");
        JsonNode parameters = function.fields().path("parameters");
        JsonNode accepted = expected.fields().properties().iterator().next().getValue();
        for (JsonNode required : parameters.path("required")) if (!call.arguments().containsKey(required.asString())) return Optional.of("simple_function_checker:missing_required");
        for (Map.Entry<String, PythonValue> argument : call.arguments().entrySet()) {
            String name = argument.getKey();
            if (!(parameters.path("properties").path(name) instanceof ObjectNode parameter) || !accepted.has(name)) return Optional.of("simple_function_checker:unexpected_param");
            Optional<String> mistake = argument(new Item(parameter, function.where() + ": " + name), argument.getValue(), values(accepted.get(name)));
            if (mistake.isPresent()) return mistake;
        }
        boolean missing = accepted.properties().stream().anyMatch(each -> !call.arguments().containsKey(each.getKey()) && !EMPTY.isIn(values(each.getValue())));
        return missing ? Optional.of("simple_function_checker:missing_optional") : Optional.empty();
    }

    private static List<PythonValue> values(JsonNode list) {
        return list.valueStream().map(PythonValue::of).toList();
    }

    private CallType type(Item of) {
        return CallType.described(of.text("type"), language).orElseThrow(() -> of.wrong("type", "a type of " + language.title()));
    }

    private Optional<String> argument(Item parameter, PythonValue given, List<PythonValue> accepted) {
        CallType expected = type(parameter);
        String described = parameter.text("type");
        boolean nests = language == CallLanguage.PYTHON ? described.equals("array") || described.equals("tuple") : described.equals("Array") || described.equals("ArrayList") || described.equals("array");
        Item inner = nests && parameter.fields().path("items") instanceof ObjectNode items ? new Item(items, parameter.where() + ": items") : null;
        if (nests && inner == null) throw parameter.wrong("items", "the type of the items");
        CallType nested = inner == null ? null : type(inner);
        PythonValue value = given;
        if (language != CallLanguage.PYTHON) {
            if (!(given instanceof PythonValue.Text(String text))) return Optional.of("type_error:" + (language == CallLanguage.JAVA ? "java" : "js"));
            value = language == CallLanguage.JAVA ? JavaValues.of(text, described, inner == null ? null : inner.text("type")) : JavaScriptValues.of(text, described, inner == null ? null : inner.text("type"));
        }
        if (described.equals("tuple") && value instanceof PythonValue.TupleOf(var items)) value = new PythonValue.ListOf(items);
        if (language == CallLanguage.PYTHON && described.equals("float") && value instanceof PythonValue.Whole(BigInteger whole)) value = new PythonValue.Real(whole.doubleValue());
        TypeCheck check = typed(value, accepted, expected, nested);
        if (check.mistake.isPresent()) return check.mistake;
        return check.variable ? among(value, accepted) : valued(value, accepted, nested);
    }

    private static TypeCheck typed(PythonValue value, List<PythonValue> accepted, CallType expected, CallType nested) {
        CallType acceptedType = accepted.stream().filter(each -> !each.equals(EMPTY)).findFirst().map(CallType::of).orElse(null);
        boolean variable = acceptedType != null && acceptedType != expected;
        CallType type = CallType.of(value);
        if (type == expected && (nested == null || accepted.stream().anyMatch(option -> itemsTyped((PythonValue.ListOf) value, option, nested)))) return TypeCheck.fine(variable);
        if (type == acceptedType) return type == expected ? TypeCheck.wrong("type_error:nested", true) : TypeCheck.fine(true);
        return TypeCheck.wrong("type_error:simple", variable);
    }

    /// One level deep; an option that is no list fits anything.
    private static boolean itemsTyped(PythonValue.ListOf value, PythonValue option, CallType nested) {
        return !(option instanceof PythonValue.ListOf(var options)) || value.items().stream().allMatch(item -> typed(item, options, nested, null).mistake.isEmpty());
    }

    private static Optional<String> valued(PythonValue value, List<PythonValue> accepted, CallType nested) {
        return switch (value) {
            case PythonValue.Dict dict -> dict(dict, accepted);
            case PythonValue.ListOf(var items) when nested == CallType.DICT -> dicts(items, accepted);
            case PythonValue.ListOf(var items) -> list(items).isIn(accepted.stream().map(CallChecker::list).toList()) ? Optional.empty() : Optional.of("value_error:list/tuple");
            case PythonValue.Text text -> plain(text).isIn(accepted.stream().filter(each -> each instanceof PythonValue.Text).map(CallChecker::plain).toList())
                    ? Optional.empty() : Optional.of("value_error:string");
            default -> among(value, accepted);
        };
    }

    private static Optional<String> among(PythonValue value, List<PythonValue> accepted) {
        return value.isIn(accepted) ? Optional.empty() : Optional.of("value_error:others");
    }

    private static PythonValue plain(PythonValue value) {
        return value instanceof PythonValue.Text(String text) ? new PythonValue.Text(PythonText.lower(IGNORED.matcher(text).replaceAll("")).replace('\'', '"')) : value;
    }

    private static PythonValue list(List<PythonValue> items) {
        return new PythonValue.ListOf(items.stream().map(CallChecker::plain).toList());
    }

    /// A text among the accepted lists is the list of its letters, as Python sees it.
    private static PythonValue list(PythonValue accepted) {
        return switch (accepted) {
            case PythonValue.ListOf(var items) -> list(items);
            case PythonValue.Text(String text) -> list(text.codePoints().mapToObj(c -> (PythonValue) new PythonValue.Text(Character.toString(c))).toList());
            default -> accepted;
        };
    }

    private static Optional<String> dict(PythonValue.Dict value, List<PythonValue> accepted) {
        Optional<String> mistake = Optional.of("dict_checker:unclear");
        for (PythonValue each : accepted) {
            if (!(each instanceof PythonValue.Dict(var options))) continue;
            mistake = dict(value.entries(), options);
            if (mistake.isEmpty()) return mistake;
        }
        return mistake;
    }

    private static Optional<String> dict(Map<PythonValue, PythonValue> given, Map<PythonValue, PythonValue> options) {
        if (options.entrySet().stream().anyMatch(option -> !given.containsKey(option.getKey()) && !EMPTY.isIn(items(option.getValue())))) return Optional.of("value_error:dict_key");
        for (var entry : given.entrySet()) {
            if (!options.containsKey(entry.getKey())) return Optional.of("value_error:dict_key");
            if (!plain(entry.getValue()).isIn(items(options.get(entry.getKey())).stream().map(CallChecker::plain).toList())) return Optional.of("value_error:dict_value");
        }
        return Optional.empty();
    }

    private static List<PythonValue> items(PythonValue options) {
        return options instanceof PythonValue.ListOf(var items) ? items : List.of(options);
    }

    /// In order.
    private static Optional<String> dicts(List<PythonValue> values, List<PythonValue> accepted) {
        Optional<String> mistake = Optional.of("list_dict_checker:unclear");
        for (PythonValue option : accepted) {
            List<PythonValue> options = option instanceof PythonValue.ListOf(var items) ? items : List.of();
            mistake = values.size() == options.size() ? Optional.empty() : Optional.of("value_error:list_dict_count");
            for (int i = 0; mistake.isEmpty() && i < options.size(); i++)
                mistake = values.get(i) instanceof PythonValue.Dict dict ? dict(dict, List.of(options.get(i))) : Optional.of("dict_checker:unclear");
            if (mistake.isEmpty()) return mistake;
        }
        return mistake;
    }
}
