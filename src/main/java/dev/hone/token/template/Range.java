package dev.hone.token.template;

/// Python's range. Jinja's sandbox allows at most 100,000 elements.
record Range(long start, long stop, long step) {
    private static final int MOST = 100_000;

    Range {
        if (step == 0) throw TemplateError.failed("range() arg 3 must not be zero");
        if (length(start, stop, step) > MOST) throw TemplateError.failed(
                "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MOST + ").");
    }

    int size() {
        return (int) length(start, stop, step);
    }

    long at(int index) {
        return start + index * step;
    }

    private static long length(long start, long stop, long step) {
        if (step > 0 ? start >= stop : start <= stop) return 0;
        return Math.floorDiv(Math.subtractExact(stop, start) - Long.signum(step), step) + 1;
    }
}
