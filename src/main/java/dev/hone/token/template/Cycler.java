package dev.hone.token.template;

import java.util.List;

/// `cycler(a, b, ...)`: gives its values in turn.
final class Cycler {
    private final List<Object> values;
    private int at;

    Cycler(List<Object> values) {
        if (values.isEmpty()) throw TemplateError.failed("at least one item has to be provided");
        this.values = values;
    }

    Object member(String name) {
        return switch (name) {
            case "next" -> (Callable) _ -> next();
            case "current" -> values.get(at);
            case "reset" -> (Callable) _ -> reset();
            case "pos" -> (long) at;
            case "items" -> new Tuple(values);
            default -> Members.ABSENT;
        };
    }

    private Object next() {
        Object value = values.get(at);
        at = (at + 1) % values.size();
        return value;
    }

    private Object reset() {
        at = 0;
        return null;
    }
}
