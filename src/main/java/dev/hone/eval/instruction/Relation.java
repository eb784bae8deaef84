package dev.hone.eval.instruction;

import dev.hone.eval.Item;

/// How a count is bound.
enum Relation {
    LESS_THAN, AT_LEAST;

    static Relation of(Item arguments, String field) {
        return switch (arguments.text(field)) {
            case "less than" -> LESS_THAN;
            case "at least" -> AT_LEAST;
            default -> throw arguments.wrong(field, "\"less than\" or \"at least\"");
        };
    }

    boolean holds(long count, int bound) {
        return switch (this) {
            case LESS_THAN -> count < bound;
            case AT_LEAST -> count >= bound;
        };
    }
}
