package dev.hone.token.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values that a call was given.
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());
    private static final Object ABSENT = new Object();

    /// Puts each value to its parameter, as Python does. Parameters beyond the required ones may stay empty.
    Bound bind(String function, int required, String... parameters) {
        Object[] values = new Object[parameters.length];
        Arrays.fill(values, ABSENT);
        if (positional.size() > parameters.length) throw TemplateError.failed(
                function + "() takes at most " + parameters.length + " arguments (" + positional.size() + " given)");
        for (int i = 0; i < positional.size(); i++) values[i] = positional.get(i);
        named.forEach((name, value) -> bindNamed(function, name, value, parameters, values));
        for (int i = 0; i < required; i++) {
            if (values[i] == ABSENT) throw TemplateError.failed(function + "() missing required argument: '" + parameters[i] + "'");
        }
        return new Bound(function, values);
    }

    private static void bindNamed(String function, String name, Object value, String[] parameters, Object[] values) {
        int place = Arrays.asList(parameters).indexOf(name);
        if (place < 0) throw TemplateError.failed(function + "() got an unexpected keyword argument '" + name + "'");
        if (values[place] != ABSENT) throw TemplateError.failed(function + "() got multiple values for argument '" + name + "'");
        values[place] = value;
    }

    /// The arguments after the first ones.
    Arguments without(int first) {
        return new Arguments(positional.subList(Math.min(first, positional.size()), positional.size()), named);
    }

    Arguments withoutNamed(String... names) {
        Map<String, Object> rest = new LinkedHashMap<>(named);
        for (String name : names) rest.remove(name);
        return new Arguments(positional, rest);
    }

    /// Values by the place of their parameter.
    record Bound(String function, Object[] values) {
        boolean has(int place) {
            return values[place] != ABSENT;
        }

        Object get(int place) {
            return values[place];
        }

        Object get(int place, Object fallback) {
            return has(place) ? values[place] : fallback;
        }

        boolean flag(int place, boolean fallback) {
            return has(place) ? Types.isTrue(values[place]) : fallback;
        }

        /// A text argument; Python refuses anything else.
        String text(int place) {
            String text = Types.asText(values[place]);
            if (text == null) throw TemplateError.failed(
                    function + "() argument " + (place + 1) + " must be str, not " + Types.name(values[place]));
            return text;
        }

        /// A whole number as Python takes it for an index; the fallback where it is absent.
        long integer(int place, long fallback) {
            return has(place) ? Numbers.index(values[place]) : fallback;
        }
    }
}
