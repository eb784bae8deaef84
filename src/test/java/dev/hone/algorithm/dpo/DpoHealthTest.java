package dev.hone.algorithm.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.model.Predictions;
import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenPair;
import dev.hone.train.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DpoHealthTest {
    private final List<Finding> raised = new ArrayList<>();
    private final DpoHealth health = new DpoHealth(raised::add, ReferenceAnswers.none(), _ -> false);

    /// Pairs whose answers have moved by so many nats a token from a reference of -2.
    private void see(int pairs, int chosenTokens, int rejectedTokens, double chosen, double rejected) {
        var metrics = new PairMetrics(PairMetrics.Scoring.byLogRatio(0.1));
        for (int i = 0; i < pairs; i++) {
            var pair = new TokenPair(new TokenAnswer(new int[] {1}, ids(2, chosenTokens)), new TokenAnswer(new int[] {1}, ids(3, rejectedTokens)), 0);
            PreferenceBatch batch = PreferenceBatch.of(List.of(pair), new PreferenceBatch.Layout(true, false));
            Predictions said = Predictions.room(batch.tokens().labels());
            float[] reference = new float[said.labels()];
            for (int label = 0; label < reference.length; label++) {
                reference[label] = -2;
                said.logProbs()[label] = (float) (-2 + (label < chosenTokens ? chosen : rejected));
            }
            metrics.see(batch, said, reference);
        }
        health.see(metrics);
    }

    private static int[] ids(int first, int count) {
        int[] ids = new int[count];
        java.util.Arrays.fill(ids, first);
        return ids;
    }

    private List<String> codes() {
        return raised.stream().map(Finding::code).toList();
    }

    @Test void aRunThatGoesWellIsQuiet() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) see(1, 5 + random.nextInt(4), 5 + random.nextInt(4), 0.1, -0.1 - random.nextDouble() / 2);
        assertEquals(List.of(), codes());
    }

    @Test void chosenAnswersThatLoseTooAreToldOnce() {
        for (int i = 0; i < 100; i++) see(2, 6, 6, -0.2, -0.8);
        assertEquals(List.of("likelihood_displacement"), codes());
        assertTrue(raised.getFirst().remedy().contains("sft"));
    }

    @Test void tooFewPairsSayNothing() {
        see(DpoHealth.WINDOW - 1, 6, 6, -2, -4);
        assertEquals(List.of(), codes());
    }

    @Test void marginsThatFollowLengthAreTold() {
        for (int i = 0; i < 40; i++) {
            see(1, 12, 4, 0.05, -0.05);
            see(1, 4, 12, 0.05, 0.05);
        }
        assertEquals(List.of("length_learned"), codes());
    }

    @Test void farFromTheReference() {
        for (int i = 0; i < 64; i++) see(1, 6, 6, 0.5, -1.5);
        assertEquals(List.of("far_from_reference"), codes());
    }

    @Test void correlation() {
        assertEquals(1, DpoHealth.correlation(List.of(1.0, 2.0, 3.0), List.of(2.0, 4.0, 6.0)), 1e-12);
        assertEquals(0, DpoHealth.correlation(List.of(1.0, 2.0, 3.0), List.of(5.0, 5.0, 5.0)), 1e-12);
    }
}
