package dev.hone.eval.benchmark;

import dev.hone.eval.Score;
import dev.hone.eval.benchmark.Logistic.Row;
import dev.hone.eval.benchmark.Logistic.Slopes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a win over the baseline owes to how answers look: the model of Bradley and Terry for two players, with four features of style,
/// `P(model wins) = σ(strength + w · x)`. The win rate at equal style is `σ(strength)`.
///
/// Officially the features of all models of a leaderboard are centred on their common mean; one model alone has no such mean to be measured
/// from, so here equal style is the baseline's own. A length is counted in characters, where officially tiktoken counts tokens. A small penalty keeps
/// weights finite where style alone tells who wins.
/// Source: Li et al. 2024, arXiv:2406.11939; lmarena/arena-hard-auto 196f6b8, `show_result.py` with `length markdown`.
final class StyleControl {
    private static final double PENALTY = 0.01, CHARACTERS_A_TOKEN = 4;
    private static final int FEATURES = 4, ROUNDS = 200;
    private static final Pattern CODE = Pattern.compile("```[^`]*```"), HEADER = Pattern.compile("^#{1,6}\\s", Pattern.MULTILINE),
            LIST = Pattern.compile("^\\s*(?:\\d+\\.|[-*+])\\s", Pattern.MULTILINE), BOLD = Pattern.compile("\\*\\*[^*\\n]+\\*\\*|__[^_\\n]+__");

    private StyleControl() {}

    /// A question's games: what the model got in each, from 0 to 1, and how its answer differs from the baseline's.
    record Battle(List<Double> scores, double[] style) {}

    /// How an answer looks beside the baseline's: `(a - b) / (a + b)` for length, and `(a - b) / (a + b + 1)` for how densely it is set with headers, items of lists, and bold words.
    static double[] style(String model, String baseline) {
        double[] ours = counts(model), theirs = counts(baseline);
        double[] style = new double[FEATURES];
        style[0] = (ours[0] - theirs[0]) / Math.max(1, ours[0] + theirs[0]);
        for (int i = 1; i < FEATURES; i++) {
            double our = ours[i] / (ours[0] + 1), their = theirs[i] / (theirs[0] + 1);
            style[i] = (our - their) / (our + their + 1);
        }
        return style;
    }

    private static double[] counts(String answer) {
        String prose = CODE.matcher(answer).replaceAll("");
        return new double[] {answer.length() / CHARACTERS_A_TOKEN, HEADER.matcher(prose).results().count(), LIST.matcher(prose).results().count(), BOLD.matcher(prose).results().count()};
    }

    /// The win rate at equal style; the interval holds 95 % of what 200 draws of the questions, with repetition, give.
    static Score winRate(List<Battle> battles) {
        double[] scale = scale(battles);
        var random = new Random(0);
        double[] drawn = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) drawn[i] = strength(Stream.generate(() -> battles.get(random.nextInt(battles.size()))).limit(battles.size()).toList(), scale);
        Arrays.sort(drawn);
        return new Score("win_rate_style_controlled", Logistic.sigmoid(strength(battles, scale)), battles.stream().mapToInt(battle -> battle.scores.size()).sum(),
                Logistic.sigmoid(drawn[ROUNDS / 40]), Logistic.sigmoid(drawn[ROUNDS - 1 - ROUNDS / 40]));
    }

    /// Each feature's size; 1 for one that never differs.
    private static double[] scale(List<Battle> battles) {
        double[] scale = new double[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            int feature = i;
            double square = battles.stream().mapToDouble(battle -> battle.style[feature] * battle.style[feature]).average().orElse(0);
            scale[i] = square == 0 ? 1 : Math.sqrt(square);
        }
        return scale;
    }

    /// Newton's method on `Σ cross-entropy + penalty/2 · |(strength, w)|²`.
    private static double strength(List<Battle> battles, double[] scale) {
        List<Row> rows = battles.stream().map(battle -> row(battle, scale)).toList();
        int size = FEATURES + 1;
        double[] weights = new double[size];
        for (int step = 0; step < 50; step++) {
            Slopes slopes = Logistic.slopes(rows, weights);
            for (int i = 0; i < size; i++) {
                slopes.first()[i] += PENALTY * weights[i];
                slopes.second()[i][i] += PENALTY;
            }
            double[] move = solved(slopes.second(), slopes.first());
            double longest = Arrays.stream(move).map(Math::abs).max().orElse(0), shorter = Math.min(1, 2 / Math.max(longest, 1e-300));
            for (int i = 0; i < size; i++) weights[i] -= shorter * move[i];
            if (longest < 1e-9) break;
        }
        return weights[0];
    }

    private static Row row(Battle battle, double[] scale) {
        double[] features = new double[FEATURES + 1];
        features[0] = 1;
        for (int i = 0; i < FEATURES; i++) features[i + 1] = battle.style[i] / scale[i];
        return new Row(features, battle.scores.stream().mapToDouble(score -> score).average().orElseThrow(), battle.scores.size());
    }

    /// `a x = b` for a positive definite `a`, by elimination.
    private static double[] solved(double[][] a, double[] b) {
        int n = b.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) {
            double factor = a[j][i] / a[i][i];
            for (int k = i; k < n; k++) a[j][k] -= factor * a[i][k];
            x[j] -= factor * x[i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) x[i] -= a[i][k] * x[k];
            x[i] /= a[i][i];
        }
        return x;
    }
}
