package dev.hone.token.template;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;

/// The variable `loop` inside a for block. Looking ahead (`loop.last`, `loop.length`) reads the sequence early,
/// which a lazy one notices.
final class LoopState implements Callable {
    private static final Object NOTHING = new Object();

    private final Object items;
    private Iterator<?> rest;
    private final int depth0;
    /// Renders the loop's body over another sequence, one level deeper; null when the loop is not recursive.
    private final BiFunction<Object, Integer, String> recurse;
    private long index0 = -1;
    private long length = -1;
    private Object before = NOTHING;
    private Object now = NOTHING;
    private Object after = NOTHING;
    private List<Object> lastChanged;

    LoopState(Object items, Iterator<?> rest, int depth0, BiFunction<Object, Integer, String> recurse) {
        this.items = items;
        this.rest = rest;
        this.depth0 = depth0;
        this.recurse = recurse;
    }

    /// Goes on to the next element; false when there is none.
    boolean advance() {
        if (peek() == NOTHING) return false;
        Budget.step();
        index0++;
        before = now;
        now = after;
        after = NOTHING;
        return true;
    }

    Object current() {
        return now;
    }

    private Object peek() {
        if (after == NOTHING && rest.hasNext()) after = rest.next();
        return after;
    }

    long index() {
        return index0 + 1;
    }

    long length() {
        if (length >= 0) return length;
        if (Iteration.hasLength(items)) return length = Iteration.length(items);
        List<Object> others = Iteration.list(new Generator("generator", rest));
        rest = others.iterator();
        return length = others.size() + index() + (after == NOTHING ? 0 : 1);
    }

    Iterator<?> asIterator() {
        return new Iterator<>() {
            @Override public boolean hasNext() {
                return peek() != NOTHING;
            }

            @Override public Object next() {
                advance();
                return Tuple.of(now, LoopState.this);
            }
        };
    }

    /// A member of `loop`, or [Members#ABSENT].
    Object member(String name) {
        return switch (name) {
            case "index" -> index();
            case "index0" -> index0;
            case "revindex" -> length() - index0;
            case "revindex0" -> length() - index();
            case "first" -> index0 == 0;
            case "last" -> peek() == NOTHING;
            case "length" -> length();
            case "depth" -> (long) depth0 + 1;
            case "depth0" -> (long) depth0;
            case "previtem" -> index0 == 0 ? Undefined.because("there is no previous item") : before;
            case "nextitem" -> peek() == NOTHING ? Undefined.because("there is no next item") : after;
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> Members.ABSENT;
        };
    }

    private Object cycle(Arguments arguments) {
        List<Object> values = arguments.positional();
        if (values.isEmpty()) throw TemplateError.failed("no items for cycling given");
        return values.get((int) (index0 % values.size()));
    }

    private Object changed(Arguments arguments) {
        List<Object> values = arguments.positional();
        boolean same = lastChanged != null && Types.areEqual(lastChanged, values);
        lastChanged = values.isEmpty() ? Collections.emptyList() : Arrays.asList(values.toArray());
        return !same;
    }

    @Override public Object call(Arguments arguments) {
        Object inner = arguments.bind("loop", 1, "iterable").get(0);
        if (recurse == null) throw TemplateError.failed("The loop must have the 'recursive' marker to be called recursively.");
        return recurse.apply(inner, depth0 + 1);
    }
}
