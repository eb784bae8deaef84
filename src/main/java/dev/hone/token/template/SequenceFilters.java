package dev.hone.token.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Filters on lists and dicts. The lazy ones do nothing until their result is walked, as in Python,
/// so an error in one shows only then.
final class SequenceFilters {
    private SequenceFilters() { }

    static void addTo(Map<String, Filters.Filter> all) {
        Filters.addPlain(all, "first", SequenceFilters::first);
        Filters.addPlain(all, "last", SequenceFilters::last);
        Filters.addPlain(all, "random", SequenceFilters::random);
        Filters.addPlain(all, "reverse", SequenceFilters::reverse);
        all.put("join", SequenceFilters::join);
        Filters.addPlain(all, "items", SequenceFilters::items);
        all.put("dictsort", SequenceFilters::sortDict);
        all.put("sort", SequenceFilters::sort);
        all.put("unique", SequenceFilters::unique);
        all.put("min", (value, arguments) -> extreme(value, arguments, "min", -1));
        all.put("max", (value, arguments) -> extreme(value, arguments, "max", 1));
        all.put("sum", SequenceFilters::sum);
        all.put("groupby", SequenceFilters::group);
        all.put("batch", SequenceFilters::batch);
        all.put("slice", SequenceFilters::slice);
        all.put("map", SequenceFilters::map);
        all.put("select", (value, arguments) -> select(value, arguments, true, false, "select"));
        all.put("reject", (value, arguments) -> select(value, arguments, false, false, "reject"));
        all.put("selectattr", (value, arguments) -> select(value, arguments, true, true, "selectattr"));
        all.put("rejectattr", (value, arguments) -> select(value, arguments, false, true, "rejectattr"));
    }

    private static Object first(Object value) {
        Iterator<?> elements = Iteration.of(value);
        return elements.hasNext() ? elements.next() : Undefined.because("No first item, sequence was empty.");
    }

    private static Object last(Object value) {
        List<Object> reversed = Iteration.reversed(value);
        if (reversed == null) throw TemplateError.failed("'" + Types.name(value) + "' object is not reversible");
        return reversed.isEmpty() ? Undefined.because("No last item, sequence was empty.") : reversed.getFirst();
    }

    private static Object random(Object value) {
        List<Object> elements = Iteration.list(value);
        return elements.isEmpty() ? Undefined.because("No random item, sequence was empty.") : elements.get(new Random().nextInt(elements.size()));
    }

    private static Object reverse(Object value) {
        if (Types.isText(value)) return Slices.of(value, null, null, -1L);
        List<Object> reversed = Iteration.reversed(value);
        if (reversed != null) return new Generator(value instanceof List<?> ? "list_reverseiterator" : "reversed", reversed.iterator());
        return new ArrayList<>(Iteration.list(value).reversed());
    }

    private static Object join(Object value, Arguments arguments) {
        var given = arguments.bind("join", 0, "d", "attribute");
        Function<Object, Object> attribute = given.get(1, null) == null ? Function.identity() : path(given.get(1), null);
        List<String> parts = new ArrayList<>();
        for (Object element : Iteration.list(value)) parts.add(Printed.text(attribute.apply(element)));
        return Strings.join(Printed.text(given.get(0, "")), parts);
    }

    private static Object items(Object value) {
        return lazily(() -> {
            if (value instanceof Undefined) return Collections.emptyIterator();
            if (!(value instanceof Dict dict)) throw TemplateError.failed("Can only get item pairs from a mapping.");
            return dict.items().iterator();
        });
    }

    /// What a dotted attribute path leads to: each part is an element or member, a number an index.
    /// The fallback, unless null, stands in for what is undefined on the way.
    private static Function<Object, Object> path(Object attribute, Object fallback) {
        List<Object> parts = parts(attribute);
        return element -> {
            Object result = element;
            for (Object part : parts) {
                result = Members.item(result, part);
                if (fallback != null && result instanceof Undefined) result = fallback;
            }
            return result;
        };
    }

    private static List<Object> parts(Object attribute) {
        if (attribute == null) return List.of();
        if (!Types.isText(attribute)) return List.of(attribute);
        List<Object> parts = new ArrayList<>();
        for (String part : Strings.split(Types.asText(attribute), ".", -1, false)) {
            boolean isIndex = !part.isEmpty() && part.chars().allMatch(Character::isDigit);
            parts.add(isIndex ? Numbers.parseInt(part, 10) : part);
        }
        return parts;
    }

    private static Object foldCase(Object value) {
        return Types.isText(value) ? Types.asText(value).toLowerCase(java.util.Locale.ROOT) : value;
    }

    private static Function<Object, Object> key(Object attribute, Object fallback, boolean caseSensitive) {
        Function<Object, Object> path = path(attribute, fallback);
        return caseSensitive ? path : path.andThen(SequenceFilters::foldCase);
    }

    private static Comparator<Object> by(Function<Object, Object> key) {
        return (a, b) -> Types.compare(key.apply(a), key.apply(b), "<");
    }

    private static Object sortDict(Object value, Arguments arguments) {
        var given = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
        Object by = given.get(1, "key");
        if (!"key".equals(by) && !"value".equals(by)) throw TemplateError.failed("You can only sort by either \"key\" or \"value\"");
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (!(value instanceof Dict dict)) throw TemplateError.failed("'" + Types.name(value) + "' object has no attribute 'items'");
        Function<Object, Object> key = key("key".equals(by) ? 0L : 1L, null, given.flag(0, false));
        return sorted(dict.items(), key, given.flag(2, false));
    }

    /// Stable in both directions, as Python's.
    private static List<Object> sorted(List<Object> elements, Function<Object, Object> key, boolean reverse) {
        List<Object> result = new ArrayList<>(elements);
        result.sort(reverse ? by(key).reversed() : by(key));
        return result;
    }

    private static Object sort(Object value, Arguments arguments) {
        var given = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
        Object attribute = given.get(2, null);
        List<Function<Object, Object>> keys = new ArrayList<>();
        if (Types.isText(attribute)) {
            for (String one : Strings.split(Types.asText(attribute), ",", -1, false)) keys.add(key(one, null, given.flag(1, false)));
        } else {
            keys.add(key(attribute, null, given.flag(1, false)));
        }
        // A list of keys even for one, as in Jinja: lists ask for equality first, so equal values need no order.
        Function<Object, Object> all = element -> new ArrayList<Object>(keys.stream().map(key -> key.apply(element)).toList());
        return sorted(Iteration.list(value), all, given.flag(0, false));
    }

    private static Object unique(Object value, Arguments arguments) {
        var given = arguments.bind("unique", 0, "case_sensitive", "attribute");
        Function<Object, Object> key = key(given.get(1, null), null, given.flag(0, false));
        Set<Object> seen = new HashSet<>();
        return lazily(() -> filtered(Iteration.of(value), element -> seen.add(Types.hashable(key.apply(element)))));
    }

    private static Object extreme(Object value, Arguments arguments, String name, int sign) {
        var given = arguments.bind(name, 0, "case_sensitive", "attribute");
        List<Object> elements = Iteration.list(value);
        if (elements.isEmpty()) return Undefined.because("No aggregated item, sequence was empty.");
        Function<Object, Object> key = key(given.get(1, null), null, given.flag(0, false));
        Object best = elements.getFirst();
        for (Object element : elements.subList(1, elements.size())) {
            if (Types.compare(key.apply(element), key.apply(best), sign < 0 ? "<" : ">") * sign > 0) best = element;
        }
        return best;
    }

    private static Object sum(Object value, Arguments arguments) {
        var given = arguments.bind("sum", 0, "attribute", "start");
        Function<Object, Object> attribute = given.get(0, null) == null ? Function.identity() : path(given.get(0), null);
        Object total = given.get(1, 0L);
        if (Types.isText(total)) throw TemplateError.failed("sum() can't sum strings [use ''.join(seq) instead]");
        for (Object element : Iteration.list(value)) total = Operations.binary(Expr.Operator.ADD, total, attribute.apply(element));
        return total;
    }

    private static Object group(Object value, Arguments arguments) {
        var given = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
        boolean caseSensitive = given.flag(2, false);
        Function<Object, Object> key = key(given.get(0), given.get(1, null), caseSensitive);
        Function<Object, Object> shown = path(given.get(0), given.get(1, null));
        List<Object> groups = new ArrayList<>();
        List<Object> members = new ArrayList<>();
        for (Object element : sorted(Iteration.list(value), key, false)) {
            if (!members.isEmpty() && !Types.areEqual(key.apply(members.getFirst()), key.apply(element))) {
                groups.add(groupOf(shown, members));
                members = new ArrayList<>();
            }
            members.add(element);
        }
        if (!members.isEmpty()) groups.add(groupOf(shown, members));
        return groups;
    }

    private static Tuple groupOf(Function<Object, Object> shown, List<Object> members) {
        return new Tuple(java.util.Arrays.asList(shown.apply(members.getFirst()), members), true);
    }

    private static Object batch(Object value, Arguments arguments) {
        var given = arguments.bind("batch", 1, "linecount", "fill_with");
        long size = given.integer(0, 1);
        Object fill = given.get(1, null);
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object element : Iteration.list(value)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(element);
        }
        if (!batch.isEmpty()) {
            if (fill != null) Budget.elements(size);
            while (fill != null && batch.size() < size) batch.add(fill);
            batches.add(batch);
        }
        return new Generator("generator", batches.iterator());
    }

    private static Object slice(Object value, Arguments arguments) {
        var given = arguments.bind("slice", 1, "slices", "fill_with");
        List<Object> elements = Iteration.list(value);
        long count = given.integer(0, 1);
        if (count == 0) throw TemplateError.failed("integer division or modulo by zero");
        Budget.elements(Math.max(0, count));
        List<Object> slices = new ArrayList<>();
        int from = 0;
        for (long i = 0; i < count; i++) {
            boolean hasExtra = i < elements.size() % count;
            int to = from + (int) (elements.size() / count) + (hasExtra ? 1 : 0);
            List<Object> slice = new ArrayList<>(elements.subList(from, to));
            if (given.get(1, null) != null && !hasExtra) slice.add(given.get(1));
            slices.add(slice);
            from = to;
        }
        return new Generator("generator", slices.iterator());
    }

    private static Object map(Object value, Arguments arguments) {
        return lazily(() -> {
            if (!Types.isTrue(value)) return Collections.emptyIterator();
            Function<Object, Object> change = change(arguments);
            return mapped(Iteration.of(value), change);
        });
    }

    private static Function<Object, Object> change(Arguments arguments) {
        Map<String, Object> named = arguments.named();
        if (arguments.positional().isEmpty() && named.containsKey("attribute")) {
            arguments.withoutNamed("attribute", "default").bind("map", 0);
            return path(named.get("attribute"), named.get("default"));
        }
        if (arguments.positional().isEmpty()) throw TemplateError.failed("map requires a filter argument");
        String filter = Printed.text(arguments.positional().getFirst());
        Arguments rest = arguments.without(1);
        return element -> Filters.apply(filter, element, rest);
    }

    private static Object select(Object value, Arguments arguments, boolean wanted, boolean ofAttribute, String name) {
        return lazily(() -> {
            if (!Types.isTrue(value)) return Collections.emptyIterator();
            if (ofAttribute && arguments.positional().isEmpty()) throw TemplateError.failed("Missing parameter for attribute name");
            Function<Object, Object> subject = ofAttribute ? path(arguments.positional().getFirst(), null) : Function.identity();
            Predicate<Object> test = test(arguments.without(ofAttribute ? 1 : 0));
            return filtered(Iteration.of(value), element -> test.test(subject.apply(element)) == wanted);
        });
    }

    private static Predicate<Object> test(Arguments arguments) {
        if (arguments.positional().isEmpty()) return Types::isTrue;
        String name = Printed.text(arguments.positional().getFirst());
        Arguments rest = arguments.without(1);
        return element -> Types.isTrue(Tests.apply(name, element, rest));
    }

    private static Generator lazily(java.util.function.Supplier<Iterator<?>> start) {
        return new Generator("generator", new Iterator<>() {
            private Iterator<?> started;

            private Iterator<?> started() {
                if (started == null) started = start.get();
                return started;
            }

            @Override public boolean hasNext() {
                return started().hasNext();
            }

            @Override public Object next() {
                return started().next();
            }
        });
    }

    private static Iterator<Object> mapped(Iterator<?> elements, Function<Object, Object> change) {
        return new Iterator<>() {
            @Override public boolean hasNext() {
                return elements.hasNext();
            }

            @Override public Object next() {
                return change.apply(elements.next());
            }
        };
    }

    static Iterator<Object> filtered(Iterator<?> elements, Predicate<Object> wanted) {
        return new Iterator<>() {
            private boolean isReady;
            private Object ready;

            @Override public boolean hasNext() {
                while (!isReady && elements.hasNext()) {
                    Budget.step();
                    ready = elements.next();
                    isReady = wanted.test(ready);
                }
                return isReady;
            }

            @Override public Object next() {
                if (!hasNext()) throw new NoSuchElementException();
                isReady = false;
                return ready;
            }
        };
    }
}
