package dev.hone.reward.code;

/// How a program did on one test, with LiveCodeBench's number for it.
public enum Verdict {
    PASSED(1), WRONG(-2), TIME(-3), ERROR(-4),
    /// The program ended before it had said anything.
    UNFINISHED(-1);

    private final int number;

    Verdict(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
