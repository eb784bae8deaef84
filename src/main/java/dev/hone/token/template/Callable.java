package dev.hone.token.template;

/// A value that a template can call: a method of a text, a macro, `range` ...
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);
}
