package dev.hone.eval.call;

import dev.hone.eval.python.PythonValue;
import java.util.Map;
import java.util.Optional;

/// The Python type that a parameter's described type stands for.
enum CallType {
    TEXT, WHOLE, REAL, TRUTH, LIST, TUPLE, DICT, NONE, SET;

    private static final Map<String, CallType> PYTHON = Map.of("string", TEXT, "integer", WHOLE, "float", REAL, "boolean", TRUTH, "array", LIST, "tuple", LIST, "dict", DICT, "any", TEXT);
    private static final Map<String, CallType> JAVA = Map.ofEntries(Map.entry("byte", WHOLE), Map.entry("short", WHOLE), Map.entry("integer", WHOLE), Map.entry("float", REAL),
            Map.entry("double", REAL), Map.entry("long", WHOLE), Map.entry("boolean", TRUTH), Map.entry("char", TEXT), Map.entry("Array", LIST), Map.entry("ArrayList", LIST),
            Map.entry("Set", SET), Map.entry("HashMap", DICT), Map.entry("Hashtable", DICT), Map.entry("Queue", LIST), Map.entry("Stack", LIST), Map.entry("String", TEXT),
            Map.entry("any", TEXT));
    private static final Map<String, CallType> JAVASCRIPT = Map.of("String", TEXT, "integer", WHOLE, "float", REAL, "Bigint", WHOLE, "Boolean", TRUTH, "dict", DICT, "array", LIST, "any", TEXT);

    static Optional<CallType> described(String name, CallLanguage language) {
        return Optional.ofNullable(switch (language) {
            case PYTHON -> PYTHON.get(name);
            case JAVA -> JAVA.get(name);
            case JAVASCRIPT -> JAVASCRIPT.get(name);
        });
    }

    static CallType of(PythonValue value) {
        return switch (value) {
            case PythonValue.Text _ -> TEXT;
            case PythonValue.Whole _ -> WHOLE;
            case PythonValue.Real _ -> REAL;
            case PythonValue.Truth _ -> TRUTH;
            case PythonValue.ListOf _ -> LIST;
            case PythonValue.TupleOf _ -> TUPLE;
            case PythonValue.Dict _ -> DICT;
            case PythonValue.None _ -> NONE;
        };
    }
}
