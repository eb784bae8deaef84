package dev.hone.token.template;

import java.util.List;
import java.util.Set;

/// `target.name` and `target[key]`. Jinja tries both ways for each: the dot prefers a method, brackets an element.
/// The sandbox hides whatever would change a list or dict, and everything that starts with an underscore.
final class Members {
    static final Object ABSENT = new Object();
    private static final Set<String> LIST_CHANGES = Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> DICT_CHANGES = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> PYTHONS_OWN = Set.of("__class__", "__doc__", "__init__", "__dict__", "__module__", "__subclasshook__",
            "__new__", "__getattribute__", "__reduce__", "__reduce_ex__", "__eq__", "__hash__", "__str__", "__repr__", "__len__",
            "__getitem__", "__iter__", "__contains__", "__globals__", "__call__", "__add__", "__mod__", "__format__", "__dir__", "__sizeof__");

    private Members() { }

    static Object attribute(Object target, String name) {
        if (target instanceof Undefined undefined) throw undefined.failure();
        Object member = member(target, name);
        if (member != ABSENT) return member;
        Object element = element(target, name);
        return element != ABSENT ? element : Undefined.member(target, name);
    }

    static Object item(Object target, Object key) {
        if (target instanceof Undefined undefined) throw undefined.failure();
        Object element = element(target, key);
        if (element != ABSENT) return element;
        Object member = Types.isText(key) ? member(target, Types.asText(key)) : ABSENT;
        return member != ABSENT ? member : Undefined.member(target, key);
    }

    /// Python's `getattr` under the sandbox.
    static Object member(Object target, String name) {
        if (PYTHONS_OWN.contains(name)) return Undefined.unsafe(target, name);
        return switch (target) {
            case String _, Markup _ -> orAbsent(TextMethods.find(target, name));
            case Dict dict -> DICT_CHANGES.contains(name) ? Undefined.unsafe(target, name) : orAbsent(ContainerMethods.ofDict(dict, name));
            case List<?> list -> LIST_CHANGES.contains(name) ? Undefined.unsafe(target, name) : orAbsent(ContainerMethods.ofList(list, name));
            case Tuple tuple -> ContainerMethods.ofTuple(tuple, name);
            case Namespace namespace -> namespace.members.getOrDefault(name, ABSENT);
            case Range range -> ContainerMethods.ofRange(range, name);
            case LoopState loop -> loop.member(name);
            case Macro macro -> macro.member(name);
            case Cycler cycler -> cycler.member(name);
            case Boolean _, Long _, java.math.BigInteger _, Double _ -> ContainerMethods.ofNumber(target, name);
            case Globals.DictFunction function -> function.member(name);
            case null, default -> ABSENT;
        };
    }

    private static Object orAbsent(Object method) {
        return method == null ? ABSENT : method;
    }

    /// Python's `target[key]`, where a failure counts as absent.
    private static Object element(Object target, Object key) {
        return switch (target) {
            case Dict dict -> Types.isHashable(key) ? dict.get(key, ABSENT) : ABSENT;
            case List<?> list -> at(list, key);
            case Tuple(List<Object> items, _) -> at(items, key);
            case String text -> character(text, key);
            case Markup markup -> character(markup.text(), key) instanceof String c ? new Markup(c) : ABSENT;
            case Range range -> place(key, range.size()) >= 0 ? range.at(place(key, range.size())) : ABSENT;
            case null, default -> ABSENT;
        };
    }

    private static Object at(List<?> list, Object key) {
        int place = place(key, list.size());
        return place >= 0 ? list.get(place) : ABSENT;
    }

    private static Object character(String text, Object key) {
        if (!Numbers.isWhole(key)) return ABSENT;
        int place = place(key, Strings.length(text));
        return place >= 0 ? Strings.part(text, place, place + 1) : ABSENT;
    }

    /// The place that an index means, counted from the end when negative; -1 when there is none.
    private static int place(Object key, int size) {
        if (!Numbers.isWhole(key)) return -1;
        long index = Numbers.index(key);
        long place = index < 0 ? index + size : index;
        return place >= 0 && place < size ? (int) place : -1;
    }
}
