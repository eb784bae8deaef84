package dev.hone.token.template;

import java.util.ArrayList;
import java.util.List;

/// Methods of dicts, lists, tuples, ranges and numbers that change nothing.
final class ContainerMethods {
    private ContainerMethods() { }

    static Callable ofDict(Dict dict, String name) {
        return switch (name) {
            case "get" -> arguments -> {
                if (!arguments.named().isEmpty()) throw TemplateError.failed("dict.get() takes no keyword arguments");
                var given = arguments.bind("get", 1, "key", "default");
                return dict.get(given.get(0), given.get(1, null));
            };
            case "items" -> view(dict, name, DictView.Part.ITEMS);
            case "keys" -> view(dict, name, DictView.Part.KEYS);
            case "values" -> view(dict, name, DictView.Part.VALUES);
            case "copy" -> arguments -> {
                arguments.bind(name, 0);
                var copy = new Dict();
                copy.putAll(dict);
                return copy;
            };
            case "fromkeys" -> new Globals.DictFunction()::fromKeys;
            default -> null;
        };
    }

    private static Callable view(Dict dict, String name, DictView.Part part) {
        return arguments -> {
            arguments.bind(name, 0);
            return new DictView(dict, part);
        };
    }

    static Callable ofList(List<?> list, String name) {
        return switch (name) {
            case "index" -> arguments -> index(list, arguments, "list");
            case "count" -> arguments -> count(list, arguments);
            case "copy" -> _ -> new ArrayList<Object>(list);
            default -> null;
        };
    }

    static Object ofTuple(Tuple tuple, String name) {
        return switch (name) {
            case "index" -> (Callable) arguments -> index(tuple.items(), arguments, "tuple");
            case "count" -> (Callable) arguments -> count(tuple.items(), arguments);
            case "grouper" -> tuple.isGroup() ? tuple.items().getFirst() : Members.ABSENT;
            case "list" -> tuple.isGroup() ? tuple.items().getLast() : Members.ABSENT;
            default -> Members.ABSENT;
        };
    }

    static Object ofRange(Range range, String name) {
        return switch (name) {
            case "start" -> range.start();
            case "stop" -> range.stop();
            case "step" -> range.step();
            case "index" -> (Callable) arguments -> index(Iteration.list(range), arguments, "range");
            case "count" -> (Callable) arguments -> count(Iteration.list(range), arguments);
            default -> Members.ABSENT;
        };
    }

    static Object ofNumber(Object number, String name) {
        return switch (name) {
            case "real" -> number instanceof Double ? number : Numbers.normal(Numbers.big(number));
            case "imag" -> number instanceof Double ? (Object) 0.0 : (Object) 0L;
            case "numerator" -> number instanceof Double ? Members.ABSENT : Numbers.normal(Numbers.big(number));
            case "denominator" -> number instanceof Double ? Members.ABSENT : (Object) 1L;
            case "is_integer" -> number instanceof Double real ? (Callable) _ -> real == Math.rint(real) && !Double.isInfinite(real) : Members.ABSENT;
            case "bit_length" -> number instanceof Double ? Members.ABSENT : (Callable) _ -> (long) Numbers.big(number).abs().bitLength();
            case "conjugate" -> (Callable) _ -> number;
            default -> Members.ABSENT;
        };
    }

    private static Object index(List<?> list, Arguments arguments, String type) {
        var given = arguments.bind("index", 1, "value", "start", "stop");
        int from = bound(given.integer(1, 0), list.size());
        int to = bound(given.integer(2, list.size()), list.size());
        for (int i = from; i < to; i++) if (Types.areEqual(list.get(i), given.get(0))) return (long) i;
        throw TemplateError.failed(Printed.repr(given.get(0)) + " is not in " + type);
    }

    private static int bound(long index, int size) {
        return Math.clamp(index < 0 ? index + size : index, 0, size);
    }

    private static Object count(List<?> list, Arguments arguments) {
        Object value = arguments.bind("count", 1, "value").get(0);
        return list.stream().filter(element -> Types.areEqual(element, value)).count();
    }
}
