package dev.hone.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// `target[start:stop:step]`, whose parts may be None (null).
final class Slices {
    /// A slice fitted to a sequence: the first place, the way to the next, and how many there are.
    private record Fitted(int start, int step, int count) { }

    private Slices() { }

    static Object of(Object target, Object start, Object stop, Object step) {
        return switch (target) {
            case String text -> text(text, start, stop, step);
            case Markup markup -> new Markup(text(markup.text(), start, stop, step));
            case List<?> list -> elements(list.size(), list::get, start, stop, step);
            case Tuple(List<Object> items, _) -> new Tuple(elements(items.size(), items::get, start, stop, step));
            case Range range -> range(range, start, stop, step);
            case Undefined undefined -> throw undefined.failure();
            case Dict _ -> throw TemplateError.failed("unhashable type: 'slice'");
            case null, default -> throw TemplateError.failed("'" + Types.name(target) + "' object is not subscriptable");
        };
    }

    private static String text(String text, Object start, Object stop, Object step) {
        Budget.text(text.length());
        Fitted fitted = fit(Strings.length(text), start, stop, step);
        return fitted.count == 0 ? "" : Strings.pick(text, fitted.start, fitted.step, fitted.count);
    }

    private static List<Object> elements(int size, IntFunction<?> at, Object start, Object stop, Object step) {
        Fitted fitted = fit(size, start, stop, step);
        Budget.elements(fitted.count);
        List<Object> result = new ArrayList<>(fitted.count);
        for (int i = 0; i < fitted.count; i++) result.add(at.apply(fitted.start + i * fitted.step));
        return result;
    }

    private static Range range(Range range, Object start, Object stop, Object step) {
        Fitted fitted = fit(range.size(), start, stop, step);
        long first = range.start() + range.step() * fitted.start;
        long width = range.step() * fitted.step;
        return new Range(first, first + width * fitted.count, width);
    }

    private static Fitted fit(int size, Object start, Object stop, Object step) {
        long width = step == null ? 1 : index(step);
        if (width == 0) throw TemplateError.failed("slice step cannot be zero");
        long lowest = width > 0 ? 0 : -1;
        long highest = width > 0 ? size : size - 1;
        long first = start == null ? (width > 0 ? lowest : highest) : clamp(index(start), size, lowest, highest);
        long last = stop == null ? (width > 0 ? highest : lowest) : clamp(index(stop), size, lowest, highest);
        long distance = width > 0 ? last - first : first - last;
        if (distance <= 0) return new Fitted(0, 1, 0);
        int stride = Math.clamp(width, -Integer.MAX_VALUE, Integer.MAX_VALUE);
        return new Fitted((int) first, stride, (int) ((distance - 1) / Math.abs((long) stride) + 1));
    }

    private static long index(Object value) {
        if (!Numbers.isWhole(value)) throw TemplateError.failed("slice indices must be integers or None or have an __index__ method");
        return Numbers.index(value);
    }

    private static long clamp(long index, int size, long lowest, long highest) {
        return Math.clamp(index < 0 ? index + size : index, lowest, highest);
    }
}
