package dev.hone.eval.milestone;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Cuts English words down to their stem: `running` and `runs` become `run`.
/// Source: Porter 1980, "An algorithm for suffix stripping", with the additions that NLTK makes by default.
final class PorterStemmer {
    private static final Map<String, String> IRREGULAR = Map.ofEntries(Map.entry("skies", "sky"), Map.entry("dying", "die"), Map.entry("lying", "lie"), Map.entry("tying", "tie"),
            Map.entry("innings", "inning"), Map.entry("outings", "outing"), Map.entry("cannings", "canning"), Map.entry("inning", "inning"), Map.entry("outing", "outing"),
            Map.entry("canning", "canning"), Map.entry("news", "news"), Map.entry("howe", "howe"), Map.entry("proceed", "proceed"), Map.entry("exceed", "exceed"),
            Map.entry("succeed", "succeed"), Map.entry("sky", "sky"));

    /// What a word may end in, and what stands there instead. The first that fits decides, even where its condition fails.
    private record Ending(String suffix, String instead, Predicate<String> condition) {}

    private static final List<Ending> PLURALS = List.of(ending("sses", "ss", _ -> true), ending("ies", "i", _ -> true), ending("ss", "ss", _ -> true), ending("s", "", _ -> true));
    private static final List<Ending> DOUBLE_SUFFIXES = List.of(positive("ational", "ate"), positive("tional", "tion"), positive("enci", "ence"), positive("anci", "ance"),
            positive("izer", "ize"), positive("bli", "ble"), positive("alli", "al"), positive("entli", "ent"), positive("eli", "e"), positive("ousli", "ous"), positive("ization", "ize"),
            positive("ation", "ate"), positive("ator", "ate"), positive("alism", "al"), positive("iveness", "ive"), positive("fulness", "ful"), positive("ousness", "ous"),
            positive("aliti", "al"), positive("iviti", "ive"), positive("biliti", "ble"), positive("fulli", "ful"), ending("logi", "log", stem -> measure(stem + "l") > 0));
    private static final List<Ending> ADJECTIVES = List.of(positive("icate", "ic"), positive("ative", ""), positive("alize", "al"), positive("iciti", "ic"), positive("ical", "ic"),
            positive("ful", ""), positive("ness", ""));
    private static final List<Ending> SINGLE_SUFFIXES = List.of(longer("al"), longer("ance"), longer("ence"), longer("er"), longer("ic"), longer("able"), longer("ible"), longer("ant"), longer("ement"),
            longer("ment"), longer("ent"), ending("ion", "", stem -> measure(stem) > 1 && (stem.endsWith("s") || stem.endsWith("t"))), longer("ou"), longer("ism"), longer("ate"), longer("iti"),
            longer("ous"), longer("ive"), longer("ize"));

    private PorterStemmer() {}

    private static Ending ending(String suffix, String instead, Predicate<String> condition) {
        return new Ending(suffix, instead, condition);
    }

    private static Ending positive(String suffix, String instead) {
        return ending(suffix, instead, stem -> measure(stem) > 0);
    }

    private static Ending longer(String suffix) {
        return ending(suffix, "", stem -> measure(stem) > 1);
    }

    /// @param word in small letters
    static String stem(String word) {
        if (IRREGULAR.containsKey(word)) return IRREGULAR.get(word);
        if (word.length() <= 2) return word;
        String stem = word.length() == 4 && word.endsWith("ies") ? word.substring(0, 3) : changed(word, PLURALS);
        stem = finalY(pastOrGerund(stem));
        stem = changed(changed(doubleSuffix(stem), ADJECTIVES), SINGLE_SUFFIXES);
        return finalL(finalE(stem));
    }

    private static String changed(String word, List<Ending> endings) {
        for (Ending ending : endings) if (word.endsWith(ending.suffix)) {
            String stem = without(word, ending.suffix);
            return ending.condition.test(stem) ? stem + ending.instead : word;
        }
        return word;
    }

    private static String without(String word, String suffix) {
        return word.substring(0, word.length() - suffix.length());
    }

    private static String pastOrGerund(String word) {
        if (word.endsWith("ied")) return without(word, word.length() == 4 ? "d" : "ed");
        if (word.endsWith("eed")) return measure(without(word, "eed")) > 0 ? without(word, "d") : word;
        for (String suffix : List.of("ed", "ing")) if (word.endsWith(suffix)) return hasVowel(without(word, suffix)) ? completed(without(word, suffix)) : word;
        return word;
    }

    /// `hop` of `hopp(ing)`, `file` of `fil(ing)`.
    private static String completed(String stem) {
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) return stem + "e";
        int last = stem.length() - 1;
        if (last > 0 && stem.charAt(last) == stem.charAt(last - 1) && isConsonant(stem, last)) return "lsz".indexOf(stem.charAt(last)) < 0 ? stem.substring(0, last) : stem;
        return measure(stem) == 1 && isShort(stem) ? stem + "e" : stem;
    }

    private static String finalY(String word) {
        return word.length() > 2 && word.endsWith("y") && isConsonant(word, word.length() - 2) ? without(word, "y") + "i" : word;
    }

    private static String doubleSuffix(String word) {
        return word.endsWith("alli") && measure(without(word, "alli")) > 0 ? doubleSuffix(without(word, "li")) : changed(word, DOUBLE_SUFFIXES);
    }

    private static String finalE(String word) {
        if (!word.endsWith("e")) return word;
        String stem = without(word, "e");
        return measure(stem) > 1 || measure(stem) == 1 && !isShort(stem) ? stem : word;
    }

    private static String finalL(String word) {
        return word.endsWith("ll") && measure(without(word, "l")) > 1 ? without(word, "l") : word;
    }

    /// How often a consonant follows a vowel: 0 in `tree`, 1 in `trouble`, 2 in `private`.
    private static int measure(String stem) {
        int count = 0;
        for (int i = 1; i < stem.length(); i++) if (isConsonant(stem, i) && !isConsonant(stem, i - 1)) count++;
        return count;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) if (!isConsonant(stem, i)) return true;
        return false;
    }

    /// Ends in consonant, vowel, consonant, the last none of w, x, y; or is a vowel and a consonant.
    private static boolean isShort(String stem) {
        int last = stem.length() - 1;
        if (last == 1) return !isConsonant(stem, 0) && isConsonant(stem, 1);
        return last > 1 && isConsonant(stem, last - 2) && !isConsonant(stem, last - 1) && isConsonant(stem, last) && "wxy".indexOf(stem.charAt(last)) < 0;
    }

    private static boolean isConsonant(String word, int at) {
        char letter = word.charAt(at);
        return letter == 'y' ? at == 0 || !isConsonant(word, at - 1) : "aeiou".indexOf(letter) < 0;
    }
}
