package dev.hone.eval.milestone;

import java.util.Arrays;

/// Gives each row of a square of costs a column of its own, so that the sum is least.
/// Source: Kuhn 1955, "The Hungarian method for the assignment problem", in the form with potentials and shortest paths.
final class Assignment {
    private Assignment() {}

    /// @param costs `[n, n]`, finite
    /// @return the column of each row
    static int[] cheapest(double[][] costs) {
        int n = costs.length;
        double[] rowPotential = new double[n + 1], columnPotential = new double[n + 1];
        int[] rowOf = new int[n + 1];                  // counted from 1; 0 is nobody's
        for (int row = 1; row <= n; row++) {
            rowOf[0] = row;
            int[] before = new int[n + 1];
            double[] shortest = new double[n + 1];
            boolean[] reached = new boolean[n + 1];
            Arrays.fill(shortest, Double.POSITIVE_INFINITY);
            int column = 0;
            do {
                reached[column] = true;
                int next = 0, from = rowOf[column];
                for (int j = 1; j <= n; j++) {
                    if (reached[j]) continue;
                    double length = costs[from - 1][j - 1] - rowPotential[from] - columnPotential[j];
                    if (length < shortest[j]) {
                        shortest[j] = length;
                        before[j] = column;
                    }
                    if (next == 0 || shortest[j] < shortest[next]) next = j;
                }
                double step = shortest[next];
                for (int j = 0; j <= n; j++) {
                    if (reached[j]) {
                        rowPotential[rowOf[j]] += step;
                        columnPotential[j] -= step;
                    } else shortest[j] -= step;
                }
                column = next;
            } while (rowOf[column] != 0);
            for (; column != 0; column = before[column]) rowOf[column] = rowOf[before[column]];
        }
        int[] columnOf = new int[n];
        for (int j = 1; j <= n; j++) columnOf[rowOf[j] - 1] = j - 1;
        return columnOf;
    }
}
