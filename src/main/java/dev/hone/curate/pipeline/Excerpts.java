package dev.hone.curate.pipeline;

/// As much of a row as a person wants to see of it.
final class Excerpts {
    private static final int LONGEST = 400;

    private Excerpts() {}

    static String of(Candidate row) {
        String text = Texts.has(row.example()) ? row.text(Part.ALL) : row.row().toString();
        return text.codePointCount(0, text.length()) <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " …";
    }
}
