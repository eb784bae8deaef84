package dev.hone.eval.text;

import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.regex.Pattern;

/// A word with its final period, and whether a sentence ends behind it: first by the word alone, then by the next one too.
final class PunktToken {
    private enum Begins { YES, NO, UNKNOWN }

    private static final Pattern NUMBER = PythonPattern.of("^-?[.,]?\\d[\\d,.-]*\\.?$");
    private static final Pattern INITIAL = PythonPattern.of("(?!\\d)\\w\\.$");
    private static final Pattern ELLIPSIS = PythonPattern.of("\\.\\.+$");

    private final String text;
    /// In small letters; all numbers are one type.
    private final String type;
    private final boolean initial;
    private boolean ends;
    private boolean abbreviation;

    PunktToken(String text, PunktData data) {
        this.text = text;
        this.type = NUMBER.matcher(PythonText.lower(text)).replaceFirst("##number##");
        this.initial = INITIAL.matcher(text).lookingAt();
        boolean ellipsis = ELLIPSIS.matcher(text).lookingAt();
        if (text.equals(".") || text.equals("?") || text.equals("!")) ends = true;
        else if (ellipsis) abbreviation = true;
        else if (text.endsWith(".") && !text.endsWith("..")) {
            String word = PythonText.lower(text.substring(0, text.length() - 1));
            abbreviation = data.abbreviations().contains(word) || data.abbreviations().contains(word.substring(word.lastIndexOf('-') + 1));
            ends = !abbreviation;
        }
    }

    boolean ends() {
        return ends;
    }

    /// The second look, at the next word.
    void reconsider(PunktToken next, PunktData data) {
        if (!text.endsWith(".")) return;
        String word = withoutPeriod(type);
        String nextWord = next.typeInSentence();
        if (data.collocations().contains(word + "\t" + nextWord)) {
            ends = false;
            return;
        }
        Begins begins = next.begins(data);
        if (abbreviation && !initial && (begins == Begins.YES || next.startsBig() && data.starters().contains(nextWord))) {
            ends = true;
            return;
        }
        if (!initial && !word.equals("##number##")) return;
        boolean neverSmall = (data.contexts().getOrDefault(nextWord, 0) & PunktData.SMALL) == 0;
        if (begins == Begins.NO || begins == Begins.UNKNOWN && initial && next.startsBig() && neverSmall) ends = false;
    }

    /// Whether the word looks like the beginning of a sentence: written big here and small elsewhere.
    private Begins begins(PunktData data) {
        if (text.length() == 1 && ";:,.!?".contains(text)) return Begins.NO;
        int seen = data.contexts().getOrDefault(typeInSentence(), 0);
        if (startsBig() && (seen & PunktData.SMALL) != 0 && (seen & PunktData.MIDDLE_BIG) == 0) return Begins.YES;
        boolean startsSmall = Character.isLowerCase(text.codePointAt(0));
        if (startsSmall && ((seen & PunktData.BIG) != 0 || (seen & PunktData.BEGINNING_SMALL) == 0)) return Begins.NO;
        return Begins.UNKNOWN;
    }

    private boolean startsBig() {
        return Character.isUpperCase(text.codePointAt(0));
    }

    private String typeInSentence() {
        return ends ? withoutPeriod(type) : type;
    }

    private static String withoutPeriod(String type) {
        return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
    }
}
