package dev.hone.eval.milestone;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How alike two texts are: the longest common subsequence of their words' stems, `precision = lcs / words of the prediction`,
/// `recall = lcs / words of the target`, `fmeasure = 2·precision·recall / (precision + recall)`.
/// Source: Lin 2004, "ROUGE: a package for automatic evaluation of summaries"; words and stems as in rouge-score 0.1.2.
/// @param precision in [0, 1]
/// @param recall    in [0, 1]
/// @param fmeasure  in [0, 1]; 1 for the same words in the same order
public record RougeL(double precision, double recall, double fmeasure) {
    private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");

    /// Words up to this length are their own stem.
    private static final int SHORT = 3;

    public static RougeL of(String target, String prediction) {
        List<String> expected = words(target), said = words(prediction);
        if (expected.isEmpty() || said.isEmpty()) return new RougeL(0, 0, 0);
        double common = common(expected, said), precision = common / said.size(), recall = common / expected.size();
        return new RougeL(precision, recall, common == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }

    private static List<String> words(String text) {
        return Stream.of(BETWEEN.split(text.toLowerCase(Locale.ROOT))).filter(word -> !word.isEmpty()).map(word -> word.length() > SHORT ? PorterStemmer.stem(word) : word).toList();
    }

    private static int common(List<String> one, List<String> other) {
        int[] row = new int[other.size() + 1];
        for (String word : one) {
            int diagonal = 0;
            for (int i = 1; i < row.length; i++) {
                int above = row[i];
                row[i] = word.equals(other.get(i - 1)) ? diagonal + 1 : Math.max(above, row[i - 1]);
                diagonal = above;
            }
        }
        return row[other.size()];
    }
}
