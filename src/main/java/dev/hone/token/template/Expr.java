package dev.hone.token.template;

import java.util.List;

/// An expression of a template: what stands inside `{{ }}` and in the conditions of blocks.
sealed interface Expr {
    int line();

    record Constant(Object value, int line) implements Expr { }

    record Name(String name, int line) implements Expr { }

    record ListOf(List<Expr> items, int line) implements Expr { }

    record TupleOf(List<Expr> items, int line) implements Expr { }

    record DictOf(List<Entry> entries, int line) implements Expr { }

    record Attribute(Expr target, String name, int line) implements Expr { }

    record Item(Expr target, Expr index, int line) implements Expr { }

    /// `start:stop:step` inside brackets; any of the three may be null.
    record Slice(Expr start, Expr stop, Expr step, int line) implements Expr { }

    record Call(Expr callee, Given given, int line) implements Expr { }

    /// `target | name(given)`; the target is null in a filter block, whose body takes its place.
    record Filter(Expr target, String name, Given given, int line) implements Expr { }

    record Test(Expr target, String name, Given given, int line) implements Expr { }

    record Unary(Operator operator, Expr operand, int line) implements Expr { }

    record Binary(Operator operator, Expr left, Expr right, int line) implements Expr { }

    record And(Expr left, Expr right, int line) implements Expr { }

    record Or(Expr left, Expr right, int line) implements Expr { }

    /// `a ~ b ~ c`
    record Concat(List<Expr> parts, int line) implements Expr { }

    /// `a < b < c`: each operand is evaluated once, and the chain ends at the first that does not hold.
    record Compare(Expr first, List<Comparison> others, int line) implements Expr { }

    /// `then if test else otherwise`; without an `else`, `otherwise` is null.
    record Conditional(Expr test, Expr then, Expr otherwise, int line) implements Expr { }

    enum Operator { ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER, NEGATE, PLUS, NOT }

    enum Relation { EQUAL, UNEQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, NOT_IN }

    record Comparison(Relation relation, Expr operand) { }

    record Entry(Expr key, Expr value) { }

    record Named(String name, Expr value) { }

    /// The arguments of a call as written: `f(a, b=c, *all, **named)`; the two with stars may be null.
    record Given(List<Expr> positional, List<Named> named, Expr allPositional, Expr allNamed) {
        static final Given NONE = new Given(List.of(), List.of(), null, null);
    }
}
