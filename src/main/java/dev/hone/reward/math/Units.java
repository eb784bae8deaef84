package dev.hone.reward.math;

import java.util.regex.Pattern;

/// Takes a unit off the end of an answer: `12\text{ cm}`, `30 minutes`, `5 m`. Answers are compared without units.
final class Units {
    private static final String[] LENGTH = {"mm", "cm", "dm", "m", "km", "in", "inch", "ft", "foot", "feet", "yard", "mile", "metre", "meter", "kilometer", "centimeter"};
    private static final String[] AREA_AND_VOLUME = {"sq", "square", "cubic", "cu", "acre", "hectare", "cc", "l", "litre", "liter", "gal", "gallon"};
    private static final String[] TIME = {"s", "sec", "second", "min", "minute", "h", "hr", "hour", "day", "month", "yr", "year", "am", "pm", "noon"};
    private static final String[] MASS_AND_OTHER = {"g", "gm", "kg", "t", "lb", "pound", "c", "deg", "degree", "ohm", "mph", "kmph", "kmh", "unit", "o"};
    private static final String[] MONEY = {"cent", "rupee", "rs", "coin"};
    private static final String[] COUNTED = {"man", "men", "woman", "women", "student", "digit", "point", "edge", "apple", "tile", "toy", "mark", "number",
            "round", "time", "multiple", "prime", "d", "th", "st", "rd", "more", "less", "per", "by", "way"};
    private static final String WORDS = String.join("|", String.join("|", LENGTH), String.join("|", AREA_AND_VOLUME), String.join("|", TIME),
            String.join("|", MASS_AND_OTHER), String.join("|", MONEY), String.join("|", COUNTED));
    private static final Pattern WORD = Pattern.compile("([\\d}\\s])\\s*(?:" + WORDS + ")(?:s|es)?\\s*$");
    private static final Pattern IN_TEXT = Pattern.compile("\\\\(?:text|mbox)\\s*\\{[^{}]*\\}\\s*(?:\\^\\d|\\^\\{\\d\\}|\\{\\^\\d\\})?\\s*$");

    private Units() {}

    /// The answer without its unit; an answer that is nothing but a unit stays.
    static String removed(String latex) {
        String rest = unlessEmpty(IN_TEXT.matcher(latex).replaceFirst("").strip(), latex);
        for (int i = 0; i < 2; i++) rest = unlessEmpty(WORD.matcher(rest).replaceFirst("$1"), rest);
        return rest;
    }

    private static String unlessEmpty(String changed, String text) {
        return changed.isBlank() ? text : changed;
    }
}
