package dev.hone.token.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// Walking through values: `for`, `in`, `len()`, `list()`.
final class Iteration {
    private Iteration() { }

    static Iterator<?> of(Object value) {
        Iterator<?> iterator = iteratorOrNull(value);
        if (iterator == null) throw TemplateError.failed("'" + Types.name(value) + "' object is not iterable");
        return iterator;
    }

    static boolean isPossible(Object value) {
        return iteratorOrNull(value) != null;
    }

    private static Iterator<?> iteratorOrNull(Object value) {
        return switch (value) {
            case List<?> list -> list.iterator();
            case Tuple tuple -> tuple.items().iterator();
            case Dict dict -> dict.keys().iterator();
            case DictView view -> view.elements().iterator();
            case Range range -> numbers(range);
            case String text -> characters(text);
            case Markup markup -> characters(markup.text());
            case Generator generator -> generator;
            case Undefined _ -> Collections.emptyIterator();
            case LoopState loop -> loop.asIterator();
            case null, default -> null;
        };
    }

    private static Iterator<Long> numbers(Range range) {
        return new Iterator<>() {
            private int next;

            @Override public boolean hasNext() {
                return next < range.size();
            }

            @Override public Long next() {
                return range.at(next++);
            }
        };
    }

    private static Iterator<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).iterator();
    }

    /// A new list of all elements.
    static List<Object> list(Object value) {
        List<Object> list = new ArrayList<>();
        for (Iterator<?> elements = of(value); elements.hasNext(); ) {
            Budget.step();
            list.add(elements.next());
        }
        return list;
    }

    static boolean hasLength(Object value) {
        return switch (value) {
            case String _, Markup _, List<?> _, Tuple _, Dict _, DictView _, Range _, Undefined _, LoopState _ -> true;
            case null, default -> false;
        };
    }

    static long length(Object value) {
        return switch (value) {
            case String text -> Strings.length(text);
            case Markup markup -> Strings.length(markup.text());
            case List<?> list -> list.size();
            case Tuple tuple -> tuple.items().size();
            case Dict dict -> dict.size();
            case DictView view -> view.dict().size();
            case Range range -> range.size();
            case Undefined _ -> 0;
            case LoopState loop -> loop.length();
            case null, default -> throw TemplateError.failed("object of type '" + Types.name(value) + "' has no len()");
        };
    }

    static boolean contains(Object container, Object element) {
        if (Types.isText(container)) {
            String part = Types.asText(element);
            if (part == null) throw TemplateError.failed("'in <string>' requires string as left operand, not " + Types.name(element));
            String whole = Types.asText(container);
            Budget.text(whole.length());
            return whole.contains(part);
        }
        if (container instanceof Dict dict) return dict.contains(element);
        if (container instanceof DictView(Dict dict, DictView.Part part) && part == DictView.Part.KEYS) return dict.contains(element);
        if (!isPossible(container)) throw TemplateError.failed("argument of type '" + Types.name(container) + "' is not iterable");
        for (Iterator<?> elements = of(container); elements.hasNext(); ) if (Types.areEqual(elements.next(), element)) return true;
        return false;
    }

    /// The elements last to first; null where Python's `reversed` refuses the value.
    static List<Object> reversed(Object value) {
        return switch (value) {
            case String _, Markup _, List<?> _, Tuple _, Dict _, DictView _, Range _, Undefined _ -> list(value).reversed();
            case null, default -> null;
        };
    }
}
