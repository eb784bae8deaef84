package dev.hone.reward.math;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The many spellings of LaTeX and of Unicode, and the one that the parser knows.
final class Spellings {
    static final Set<String> SPACES = words("""
            \\, \\: \\; \\! \\quad \\qquad \\thinspace \\medspace \\thickspace \\negthinspace \\$ \\limits \\nolimits \\displaystyle
            \\textstyle
            """);

    /// They change nothing: `\text{east}` and `\mathrm{east}` are one name.
    static final Set<String> FONTS = words("""
            \\text \\textit \\textbf \\textrm \\textnormal \\mbox \\mathrm \\mathit \\mathbf \\mathsf \\mathtt \\mathcal \\boldsymbol \\bm
            \\mathfrak \\mathscr
            """);

    /// They make another name; some look alike.
    static final Map<String, String> ACCENTS = pairs("""
            \\overline bar  \\bar bar  \\vec vec  \\overrightarrow vec  \\hat hat  \\widehat hat  \\tilde tilde  \\widetilde tilde
            \\dot dot  \\ddot ddot
            """);

    static final Map<String, String> SIGNS = pairs("""
            − -  – -  × \\times  ⋅ \\cdot  · \\cdot  ∙ \\cdot  ÷ \\div  ≤ \\le  ≥ \\ge  ≠ \\ne  ≈ \\approx  ∞ \\infty  π \\pi  θ \\theta
            α \\alpha  β \\beta  λ \\lambda  ∪ \\cup  ∩ \\cap  ∈ \\in  ∅ \\emptyset  ± \\pm  ° \\degree  ℝ \\R  ℕ \\N  ℤ \\Z  ℚ \\Q  ℂ \\C
            """);

    static final Map<String, String> SYNONYMS = pairs("""
            \\leq \\le  \\leqslant \\le  \\geq \\ge  \\geqslant \\ge  \\neq \\ne  \\lt <  \\gt >  \\equiv =  \\lbrace \\{  \\rbrace \\}
            \\lbrack [  \\rbrack ]  \\lgroup (  \\rgroup )  \\vert |  \\lvert |  \\rvert |  \\dfrac \\frac  \\tfrac \\frac  \\cfrac \\frac
            \\tbinom \\binom  \\dbinom \\binom  \\ast *  \\times *  \\cdot *  \\div /  : /  \\varnothing \\emptyset  \\circ \\degree
            \\mp \\pm  \\backslash \\setminus  \\% %  \\bmod \\mod  \\over /  \\mid |
            """);

    private Spellings() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /// @param text words in turn: a spelling, what it means
    private static Map<String, String> pairs(String text) {
        String[] words = text.strip().split("\\s+");
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) pairs.put(words[i], words[i + 1]);
        return Map.copyOf(pairs);
    }
}
