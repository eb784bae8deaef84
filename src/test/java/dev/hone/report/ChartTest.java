package dev.hone.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A chart's plot is 406 wide (62 to 468) and 190 high (200 at the foot, 10 at the top).
class ChartTest {
    @Test void aPointLiesWhereItsNumbersSay() {
        // steps 0..10: step 5 is half of 406 after 62, 265; the axis up is 0..2: 1 is half of 190, at 105
        assertEquals("M62,200L265,105L468,10", path(row(0, 0.0), row(5, 1.0), row(10, 2.0)));
    }

    @Test void aValueThatIsNoNumberBreaksTheCurveAndLeavesACross() {
        String chart = chart(row(0, 0.0), row(5, 2.0), row(10, Double.NaN), row(15, 2.0), row(20, Double.POSITIVE_INFINITY));
        assertEquals("M62,200L163.5,10M366.5,10h0", attribute(chart, "class=\"line line-0\" d"));
        // steps 10 and 20 lie at 265 and 468, and a cross is 6 wide
        assertEquals("M262,191l6,6m0,-6l-6,6M465,191l6,6m0,-6l-6,6", attribute(chart, "class=\"gaps line-0\" d"));
        assertTrue(chart.contains("2 values are not a number"));
    }

    @Test void aRowWithoutTheMetricIsNoGap() {
        var rows = List.of(Map.of("step", 0.0, "loss", 0.0), Map.of("step", 5.0, "other", 9.0), Map.of("step", 10.0, "loss", 2.0));
        assertEquals("M62,200L468,10", attribute(chart(Panel.of(rows).stream().filter(panel -> panel.title().equals("loss")).findFirst().orElseThrow()),
                "class=\"line line-0\" d"));
    }

    @Test void aCurveThatNeverMovesLiesInTheMiddle() {
        // 3 stays 3: the axis up is 1..5 by whole numbers
        assertEquals("M62,105L468,105", path(row(0, 3.0), row(1, 3.0)));
    }

    @Test void namedNumbersAreRound() {
        assertEquals(0.5, Axis.step(2, 4), 1e-12);
        assertEquals(200, Axis.step(1110, 6), 1e-9);
        assertEquals(List.of("0", "5e-6", "1e-5", "1.5e-5", "2e-5"), names(Axis.rounded(0, 2e-5, 4, 0, 1)));
        assertEquals(List.of("0.1", "0.2", "0.3", "0.4"), names(Axis.rounded(0.13, 0.39, 4, 0, 1)));
        assertEquals(List.of("0", "20M", "40M", "60M"), names(Axis.rounded(0, 4.06e7, 3, 0, 1)));
        assertEquals(List.of("200", "400", "600", "800", "1,000"), names(Axis.exact(10, 1110, 6, 0, 1)));
        assertEquals(List.of("-1", "-0.5", "0", "0.5"), names(Axis.rounded(-1, 0.5, 3, 0, 1)));
    }

    @Test void theSameMetricInEvaluationAndTheTwoSidesOfAPairShareAChart() {
        var rows = List.of(Map.of("step", 1.0), TensorBoardEventsTest.row(2, "loss", 1.0, "rewards/chosen", 1.0, "rewards/rejected", 1.0,
                "rewards/margins", 1.0, "eval_loss", 1.0, "eval_rewards/chosen", 1.0, "epoch", 1.0));
        assertEquals(Map.of("loss", List.of("loss", "eval_loss"), "rewards", List.of("rewards/chosen", "rewards/rejected", "eval_rewards/chosen"),
                "rewards/margins", List.of("rewards/margins")), Panel.of(rows).stream().collect(Collectors.toMap(Panel::title,
                panel -> panel.series().stream().map(Series::name).toList())));
    }

    @Test void thinningKeepsEndsExtremesAndGaps() {
        double[] values = new double[10_000];
        Arrays.setAll(values, i -> Math.sin(i / 500.0));
        values[1234] = 99;
        values[5678] = -99;
        values[4321] = Double.NaN;
        Series thin = new Series("loss", IntStream.range(0, values.length).asDoubleStream().toArray(), values).thinned(100);

        assertTrue(thin.length() <= 100 * 5, thin.length() + " points");
        assertEquals(List.of(99.0, -99.0), List.of(thin.highest(), thin.lowest()));
        assertEquals(List.of(0.0, 9999.0), List.of(thin.steps()[0], thin.steps()[thin.length() - 1]));
        assertArrayEquals(new double[] {4321}, thin.gaps().mapToDouble(i -> thin.steps()[i]).toArray());
        assertTrue(IntStream.range(1, thin.length()).allMatch(i -> thin.steps()[i - 1] < thin.steps()[i]), "in order, none twice");
    }

    @Test void fewPointsAreNotThinned() {
        Series few = new Series("loss", new double[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1});
        assertEquals(few, few.thinned(1));
    }

    @Test void smoothingTakesTheMeanOfNeighbours() {
        Series noisy = new Series("loss", new double[] {1, 2, 3, 4, 5, 6}, new double[] {0, 3, 0, 6, Double.NaN, 4});
        // reach 2, half of it is 1: none at the ends, three values in the second place, five in the third, less the gap
        assertArrayEquals(new double[] {Double.NaN, 1, 9 / 4.0, 13 / 4.0, Double.NaN, Double.NaN}, noisy.smoothed(2).values());
    }

    @Test void onlyANoisyCurveHasATrend() {
        assertTrue(chart(rows(100, i -> i % 2)).contains("bold: mean of 9 neighbours"));
        assertFalse(chart(rows(100, i -> 2 * i)).contains("bold"));
        assertFalse(chart(rows(10, i -> i % 2)).contains("bold"));
    }

    @Test void aHistogramCountsEachLengthOnce() {
        // 0..100 in 24 bins at most: bins of 5
        Histogram lengths = Histogram.of("Lengths", IntStream.rangeClosed(0, 100).toArray());
        assertEquals(5, lengths.width());
        assertEquals(21, lengths.kinds().getFirst().counts().size());
        assertEquals(101, lengths.kinds().getFirst().counts().stream().mapToInt(count -> count).sum());
        assertEquals("shortest 0, median 50, 95 % up to 95, longest 100 tokens", lengths.note());
    }

    @Test void twoKindsShareTheirBins() {
        Histogram lengths = Histogram.ofLengths("Lengths", "chosen", new int[] {3, 0, 3}, "rejected", new int[] {5});
        assertEquals(List.of(new Histogram.Kind("chosen", List.of(1, 0, 0, 2, 0, 0)), new Histogram.Kind("rejected", List.of(0, 0, 0, 0, 0, 1))), lengths.kinds());
        assertEquals("chosen: median 3, longest 3 tokens; rejected: median 5, longest 5 tokens", lengths.note());
    }

    @Test void numbersOfEitherSignBeginAtARoundOne() {
        // from -1.3 to 3.5 are 4.8, in 24 bins at most: 0.2 each
        Histogram margins = Histogram.ofNumbers("Margins", new double[] {3.5, -1.3, -1.25, 0});
        assertEquals(0.2, margins.width(), 1e-12);
        assertEquals(-1.4, margins.low(), 1e-12);
        assertEquals(25, margins.kinds().getFirst().counts().size());
        assertEquals(2, margins.kinds().getFirst().counts().getFirst());
        assertEquals("4 numbers: lowest -1.3, median -1.25, highest 3.5; 50.0 % below 0", margins.note());
        assertEquals(List.of(3), Histogram.ofNumbers("the same", new double[] {2, 2, 2}).kinds().getFirst().counts());
    }

    @Test void numbersAreShort() {
        assertEquals(List.of("1.235", "12,346", "8e-5", "4e-4", "1,000,000", "NaN", "∞", "-∞", "-2.5", "0"),
                IntStream.range(0, 10).mapToObj(i -> NumberText.of(new double[] {1.23456, 12345.67, 8e-5, 4e-4, 1e6, Double.NaN,
                        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -2.5, -0.0}[i])).toList());
    }

    @Test void aFigureSaysWhereAMetricBegan() {
        var rows = List.of(row(1, 2.5), row(2, Double.NaN), row(3, 1.5), row(4, Double.NaN));
        assertEquals(new Fact("Loss", "1.5", "from 2.5"), Fact.ofMetric("Loss", "loss", rows));
        assertEquals(new Fact("Loss", "–", "never measured"), Fact.ofMetric("Loss", "eval_loss", rows));
    }

    private static Map<String, Double> row(double step, double loss) {
        return Map.of("step", step, "loss", loss);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Double>[] rows(int count, IntToDoubleFunction loss) {
        return IntStream.range(0, count).mapToObj(i -> row(i, loss.applyAsDouble(i))).toArray(Map[]::new);
    }

    @SafeVarargs
    private static String chart(Map<String, Double>... rows) {
        return chart(Panel.of(List.of(rows)).getFirst());
    }

    private static String chart(Panel panel) {
        Html html = new Html();
        new Chart(panel).write(html, "curve");
        return html.toString();
    }

    @SafeVarargs
    private static String path(Map<String, Double>... rows) {
        return attribute(chart(rows), "class=\"line line-0\" d");
    }

    /// The value of an attribute that comes after these others.
    private static String attribute(String markup, String before) {
        var found = Pattern.compile(Pattern.quote(before) + "=\"([^\"]*)\"").matcher(markup);
        assertTrue(found.find(), before + " in " + markup);
        return found.group(1);
    }

    private static List<String> names(Axis axis) {
        return axis.named().stream().map(axis::name).toList();
    }
}
