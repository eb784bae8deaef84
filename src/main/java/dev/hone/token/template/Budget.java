package dev.hone.token.template;

/// What is left of the [Limits] of one rendering. Bound to the rendering's scope, so that the deepest
/// text operation can charge for its work without every method handing the budget on.
final class Budget {
    private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();
    private static final int CHARACTERS_PER_STEP = 4;

    private final Limits limits;
    private long steps;
    private int depth;

    Budget(Limits limits) {
        this.limits = limits;
    }

    <T> T during(ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    static void step() {
        CURRENT.get().charge(1);
    }

    /// Called before a text of this length is built, or after one was read through.
    static void text(long length) {
        size(length);
        CURRENT.get().charge(1 + length / CHARACTERS_PER_STEP);
    }

    /// Refuses a text of more characters than any may have.
    static void size(long length) {
        int most = CURRENT.get().limits.characters();
        if (length > most) throw TemplateError.limit("the template builds a text of more than " + most + " characters");
    }

    /// Called before a list of this many elements is built, or after one was read through.
    static void elements(long count) {
        text(count * CHARACTERS_PER_STEP);
    }

    void enter() {
        if (++depth > limits.depth()) throw TemplateError.limit(
                "the template calls itself more than " + limits.depth() + " levels deep");
    }

    void leave() {
        depth--;
    }

    private void charge(long cost) {
        steps += cost;
        if (steps > limits.steps()) throw TemplateError.limit(
                "the template did not end within " + limits.steps() + " steps");
    }
}
