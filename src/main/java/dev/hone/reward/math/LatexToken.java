package dev.hone.reward.math;

/// @param text a number as written, a letter, a sign, a command with its backslash, or the name that a [Kind#NAME] stands for
record LatexToken(Kind kind, String text) {
    static final LatexToken END = new LatexToken(Kind.END, "");

    enum Kind { NUMBER, LETTER, SIGN, COMMAND, NAME, END }

    boolean is(String wanted) {
        return text.equals(wanted) && kind != Kind.NAME;
    }
}
