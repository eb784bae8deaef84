package dev.hone.token.template;

/// How much a template may do before it is stopped: a template comes with a model, and a model may come from anyone.
/// The defaults are far above what the longest real conversations need, and stop an endless loop within seconds.
/// @param steps      operations, loop rounds and characters moved (four characters count as one step)
/// @param characters length of any one text that is built, the output included
/// @param depth      macro calls and loops inside each other
public record Limits(long steps, int characters, int depth) {
    public static final Limits DEFAULTS = new Limits(50_000_000, 1 << 25, 200);
}
