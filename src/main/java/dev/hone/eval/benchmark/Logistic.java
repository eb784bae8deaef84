package dev.hone.eval.benchmark;

import java.util.List;

/// How likely something is to win by its features, `P = σ(w · x)`, and how the cross-entropy of what was seen changes with the weights: what
/// fits with one penalty or another need alike.
final class Logistic {
    private Logistic() {}

    /// @param preference what was seen, from 0 to 1
    /// @param weight     how much the row counts
    record Row(double[] features, double preference, double weight) {
        /// `w · x`.
        double logit(double[] weights) {
            double sum = 0;
            for (int i = 0; i < features.length; i++) sum += weights[i] * features[i];
            return sum;
        }
    }

    /// First and second derivatives of `Σ weight · cross-entropy`.
    record Slopes(double[] first, double[][] second) {}

    static Slopes slopes(List<Row> rows, double[] weights) {
        int size = weights.length;
        double[] first = new double[size];
        double[][] second = new double[size][size];
        for (Row row : rows) {
            double p = sigmoid(row.logit(weights));
            for (int i = 0; i < size; i++) {
                first[i] += row.weight * (p - row.preference) * row.features[i];
                for (int j = 0; j < size; j++) second[i][j] += row.weight * p * (1 - p) * row.features[i] * row.features[j];
            }
        }
        return new Slopes(first, second);
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
