package dev.hone.eval.benchmark;

import dev.hone.eval.benchmark.Logistic.Row;
import dev.hone.eval.benchmark.Logistic.Slopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a preference owes to length alone, by a logistic model of three features without intercept:
/// `P(model wins) = σ(length · tanh(Δ) + difficulty · d + model)`, where `Δ` is how much longer the baseline's answer is, in
/// standard deviations, and `d` the instruction's difficulty. Two sets of comparisons of answers that were made shorter and
/// longer on purpose (gamed), without the third feature, help to tell length from quality.
///
/// Fitted as officially: an L1 penalty `|w| + C · Σ weight · loss`, with the `C` of ten from 10⁻⁴ to 10⁴ that does best in
/// five-fold cross-validation; the gamed rows weigh a tenth each. Source: Dubois et al. 2024, arXiv:2404.04475, section 3;
/// alpaca_eval's `length_controlled_v1`. Its liblinear solver stops earlier than the one here, at about six digits: between
/// strengths whose losses differ by less than a millionth it chooses by chance, and the weakest penalty is taken here.
/// @param length     the weight of `tanh(Δ)`
/// @param difficulty the weight of the instruction's difficulty
/// @param model      how much better the model is
record LengthControl(double length, double difficulty, double model) {
    private static final double GAMED_WEIGHT = 0.1;
    private static final int FOLDS = 5;
    private static final int STRENGTHS = 10;
    private static final double CLIP = 1e-15;
    private static final double TIE = 1e-6;

    /// @param longer     how much longer the baseline's answer is than the model's, in standard deviations
    /// @param difficulty of the instruction
    /// @param preference how much the model's is preferred, from 0 to 1
    record Comparison(double longer, double difficulty, double preference) {}

    static LengthControl fit(List<Comparison> gamed, List<Comparison> models) {
        List<Row> rows = new ArrayList<>();
        for (Comparison each : gamed) rows.add(row(each, 0, GAMED_WEIGHT));
        for (Comparison each : models) rows.add(row(each, 1, 1));
        double[] weights = weights(rows, bestStrength(rows));
        return new LengthControl(weights[0], weights[1], weights[2]);
    }

    /// The last one whose loss is the least but for the tie.
    private static double bestStrength(List<Row> rows) {
        double[] strengths = IntStream.range(0, STRENGTHS).mapToDouble(i -> Math.pow(10, -4 + 8.0 * i / (STRENGTHS - 1))).toArray();
        double[] losses = Arrays.stream(strengths).map(strength -> crossValidated(rows, strength)).toArray();
        double bound = Arrays.stream(losses).min().orElseThrow() * (1 + TIE);
        int best = STRENGTHS - 1;
        while (losses[best] > bound) best--;
        return strengths[best];
    }

    private static Row row(Comparison of, double isModel, double weight) {
        return new Row(new double[] {Math.tanh(of.longer), of.difficulty, isModel}, of.preference, weight);
    }

    /// The win rate on an instruction if both answers were of one length.
    double atEqualLength(double difficulty) {
        return Logistic.sigmoid(this.difficulty * difficulty + model);
    }

    private static double crossValidated(List<Row> rows, double strength) {
        double sum = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Row> train = new ArrayList<>(), test = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) ((rows.size() - 1 - i) % FOLDS == fold ? test : train).add(rows.get(i));
            sum += loss(test, weights(train, strength));
        }
        return sum / FOLDS;
    }

    /// The cross-entropy, by weight, a row.
    private static double loss(List<Row> rows, double[] weights) {
        double sum = 0;
        for (Row row : rows) {
            double p = Math.clamp(Logistic.sigmoid(row.logit(weights)), CLIP, 1 - CLIP);
            sum -= row.weight() * (row.preference() * Math.log(p) + (1 - row.preference()) * Math.log1p(-p));
        }
        return sum / rows.size();
    }

    /// Newton's method with the penalty kept as it is: each step minimises the quadratic model plus `|w|` by going through the
    /// coordinates, and is halved until the objective falls.
    private static double[] weights(List<Row> rows, double strength) {
        double[] w = new double[3];
        double now = objective(rows, w, strength);
        for (int step = 0; step < 100; step++) {
            double[] towards = quadratic(w, Logistic.slopes(rows, w), strength);
            double size = 1;
            double[] next = blend(w, towards, size);
            double then = objective(rows, next, strength);
            while (then > now && size > 1e-10) {
                size /= 2;
                next = blend(w, towards, size);
                then = objective(rows, next, strength);
            }
            if (now - then <= 1e-14 * Math.abs(now)) return then < now ? next : w;
            w = next;
            now = then;
        }
        return w;
    }

    private static double[] quadratic(double[] w, Slopes slopes, double strength) {
        double[] v = w.clone();
        for (int sweep = 0; sweep < 1000; sweep++) {
            double moved = 0;
            for (int i = 0; i < 3; i++) {
                double gradient = strength * slopes.first()[i];
                for (int j = 0; j < 3; j++) gradient += strength * slopes.second()[i][j] * (v[j] - w[j]);
                double curvature = strength * slopes.second()[i][i] + 1e-12;
                double target = v[i] - gradient / curvature;
                double next = Math.signum(target) * Math.max(0, Math.abs(target) - 1 / curvature);
                moved = Math.max(moved, Math.abs(next - v[i]));
                v[i] = next;
            }
            if (moved < 1e-13) break;
        }
        return v;
    }

    private static double objective(List<Row> rows, double[] w, double strength) {
        double sum = Arrays.stream(w).map(Math::abs).sum();
        for (Row row : rows) {
            double z = row.logit(w);
            sum += strength * row.weight() * (softplus(z) - row.preference() * z);
        }
        return sum;
    }

    private static double[] blend(double[] from, double[] to, double size) {
        double[] blend = new double[from.length];
        for (int i = 0; i < blend.length; i++) blend[i] = from[i] + size * (to[i] - from[i]);
        return blend;
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /// The sample's standard deviation.
    static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return Math.sqrt(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / (values.length - 1));
    }

    /// Of the mean.
    static double standardError(double[] values) {
        return deviation(values) / Math.sqrt(values.length);
    }
}
