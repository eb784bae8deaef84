package dev.hone.token.template;

import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Supplier;

/// The functions that every chat template can call.
final class Globals {
    private Globals() { }

    static void addTo(Scope scope, Supplier<LocalDateTime> now) {
        scope.set("range", (Callable) Globals::range);
        scope.set("dict", new DictFunction());
        scope.set("namespace", (Callable) Globals::namespace);
        scope.set("cycler", (Callable) arguments -> new Cycler(arguments.positional()));
        scope.set("joiner", (Callable) Globals::joiner);
        scope.set("lipsum", (Callable) _ -> { throw TemplateError.failed("lipsum() is random text for web pages and not supported"); });
        scope.set("raise_exception", (Callable) Globals::raise);
        scope.set("strftime_now", (Callable) arguments -> Strftime.format(now.get(), arguments.bind("strftime_now", 1, "format").text(0)));
    }

    private static Object range(Arguments arguments) {
        var given = arguments.bind("range", 1, "start", "stop", "step");
        long first = given.integer(0, 0);
        return given.has(1) ? new Range(first, given.integer(1, 0), given.integer(2, 1)) : new Range(0, first, 1);
    }

    private static Object namespace(Arguments arguments) {
        var namespace = new Namespace();
        Dict members = DictFunction.dict(arguments);
        for (Object key : members.keys()) namespace.set(Printed.text(key), members.get(key, null));
        return namespace;
    }

    private static Object joiner(Arguments arguments) {
        Object separator = arguments.bind("joiner", 0, "sep").get(0, ", ");
        boolean[] used = {false};
        return (Callable) _ -> {
            boolean first = !used[0];
            used[0] = true;
            return first ? "" : separator;
        };
    }

    private static Object raise(Arguments arguments) {
        String message = Printed.text(arguments.bind("raise_exception", 1, "message").get(0));
        throw new TemplateError(TemplateError.Kind.RAISED, message, 0);
    }

    /// `dict(pairs, name=value)` and `dict.fromkeys(keys, value)`
    static final class DictFunction implements Callable {
        @Override public Object call(Arguments arguments) {
            return dict(arguments);
        }

        static Dict dict(Arguments arguments) {
            var dict = new Dict();
            if (arguments.positional().size() > 1) throw TemplateError.failed("dict expected at most 1 argument");
            for (Object source : arguments.positional()) addAll(dict, source);
            arguments.named().forEach(dict::put);
            return dict;
        }

        private static void addAll(Dict dict, Object source) {
            if (source instanceof Dict other) {
                dict.putAll(other);
                return;
            }
            for (Object pair : Iteration.list(source)) {
                List<Object> parts = Iteration.list(pair);
                if (parts.size() != 2) throw TemplateError.failed("dictionary update sequence element has length " + parts.size() + "; 2 is required");
                dict.put(parts.get(0), parts.get(1));
            }
        }

        Object member(String name) {
            return name.equals("fromkeys") ? (Callable) this::fromKeys : Members.ABSENT;
        }

        Object fromKeys(Arguments arguments) {
            var given = arguments.bind("fromkeys", 1, "iterable", "value");
            var dict = new Dict();
            for (Object key : Iteration.list(given.get(0))) dict.put(key, given.get(1, null));
            return dict;
        }
    }
}
