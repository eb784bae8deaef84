package dev.hone.generate;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.tensor.kernel.Lanes;
import dev.hone.tensor.kernel.VectorMath;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int[] CONTEXT = {1, 2, 3};

    private static Rules rules(int vocabularySize, Consumer<SamplingSettings.Changes> changes) {
        return Rules.of(SamplingSettings.DEFAULTS.with(s -> { s.doSample = true; s.topK = 0; }).with(changes), 3, 100, vocabularySize);
    }

    @Test void expIsRightToSevenDigitsAndTheSameInLanesAsAlone() {
        int n = 4001;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = -i * 0.0237f;
        float[] exp = new float[n];
        Lanes.exp(x, 0, exp, n);
        for (int i = 0; i < n; i++) {
            assertEquals(VectorMath.exp(x[i]), exp[i], 0);
            double right = x[i] < -87.33654f ? 0 : Math.exp(x[i]);
            assertEquals(right, exp[i], right * 2e-7, "exp(" + x[i] + ")");
        }
    }

    @Test void tokensComeAsOftenAsTheirProbabilitiesSay() {
        int draws = 60_000;
        for (Rules rules : List.of(rules(40, s -> {}), rules(40, s -> s.temperature = 0.5),
                rules(40, s -> { s.temperature = 1.5; s.topK = 12; s.topP = 0.9; }), rules(40, s -> s.typicalP = 0.6))) {
            float[] logits = FakeDecoder.randomLogits(new int[] {11}, 40);
            double[] expected = new double[40];
            int[] seen = new int[40];
            Sampler sampler = new Sampler(40);
            RandomStream random = RandomStream.of(1234, 0, 0);
            for (int t = 0; t < draws; t++) {
                Sampler.Sampled token = sampler.sample(logits, 0, rules, CONTEXT, 3, random.at(t));
                seen[token.id()]++;
                expected[token.id()] = Math.exp(token.sampledLogProb()) * draws;
            }
            double chiSquare = 0;
            double mass = 0;
            int kinds = 0;
            for (int v = 0; v < 40; v++) {
                if (seen[v] == 0) continue;
                chiSquare += (seen[v] - expected[v]) * (seen[v] - expected[v]) / expected[v];
                mass += expected[v] / draws;
                kinds++;
            }
            assertEquals(1, mass, 1e-3, "tokens never seen have next to no probability");
            // Mean kinds-1, variance 2(kinds-1): five standard deviations above the mean does not happen by chance.
            assertTrue(chiSquare < kinds - 1 + 5 * Math.sqrt(2.0 * (kinds - 1)), rules + " chi-square " + chiSquare + " of " + kinds);
        }
    }

    @Test void everyTokenOfALongRowIsDrawnByItsOwnPieceOfTheUnitInterval() {
        int n = 5000;
        float[] logits = new float[n];
        Sampler sampler = new Sampler(n);
        for (int v = 0; v < n; v++) assertEquals(v, sampler.sample(logits, 0, rules(n, s -> {}), CONTEXT, 3, (v + 0.5) / n).id());
        assertEquals(0, sampler.sample(logits, 0, rules(n, s -> {}), CONTEXT, 3, 0).id());
        assertEquals(n - 1, sampler.sample(logits, 0, rules(n, s -> {}), CONTEXT, 3, Math.nextDown(1.0)).id());
    }

    @Test void logProbabilitiesAreTheModelsAndTheDistributionsDrawnFrom() {
        float[] logits = {0, 1, 2};
        // exp 1 + 2.718 + 7.389 = 11.107; at temperature 0.5 exp(0), exp(2), exp(4): 1 + 7.389 + 54.598 = 62.987
        Sampler.Sampled token = new Sampler(3).sample(logits, 0, rules(3, s -> s.temperature = 0.5), CONTEXT, 3, 0.1);
        assertEquals(1, token.id());
        assertEquals(Math.log(2.718282 / 11.107338), token.tokenLogProb(), 1e-6);
        assertEquals(Math.log(7.389056 / 62.987207), token.sampledLogProb(), 1e-6);
    }

    @Test void oneTokenLeftIsCertain() {
        Sampler.Sampled token = new Sampler(3).sample(new float[] {0, 1, 2}, 0, rules(3, s -> s.topK = 1), CONTEXT, 3, 0.3);
        assertEquals(2, token.id());
        assertEquals(0, token.sampledLogProb());
        assertEquals(Math.log(7.389056 / 11.107338), token.tokenLogProb(), 1e-6);
    }

    @Test void theMostLikelyTokenIsTheFirstOfThoseThatTie() {
        Rules greedy = rules(4, s -> s.doSample = false);
        assertEquals(1, new Sampler(4).sample(new float[] {0, 5, 5, 1}, 0, greedy, CONTEXT, 3, 0.9).id());
    }

    @Test void rowsWithoutADistributionAreRefused() {
        Rules rules = rules(3, s -> s.suppressTokens = List.of(0, 1, 2));
        assertTrue(assertThrows(UserError.class, () -> new Sampler(3).sample(new float[3], 0, rules, CONTEXT, 3, 0.5)).getMessage().contains("forbid every token"));
        float[] broken = {1, Float.NaN, 2};
        assertTrue(assertThrows(UserError.class, () -> new Sampler(3).sample(broken, 0, rules(3, s -> {}), CONTEXT, 3, 0.5)).getMessage().contains("NaN"));
        Rules repair = rules(3, s -> { s.removeInvalidValues = true; s.doSample = false; });
        assertEquals(2, new Sampler(3).sample(broken, 0, repair, CONTEXT, 3, 0.5).id());
    }

    @Test void randomNumbersAreEvenAndDoNotRepeatBetweenStreams() {
        double sum = 0;
        int[] tenths = new int[10];
        for (int request = 0; request < 100; request++) {
            for (int t = 0; t < 1000; t++) {
                double u = RandomStream.of(42, request, request % 7).at(t);
                assertTrue(u >= 0 && u < 1);
                sum += u;
                tenths[(int) (u * 10)]++;
            }
        }
        assertEquals(0.5, sum / 100_000, 0.005);
        for (int tenth : tenths) assertEquals(10_000, tenth, 500);
        assertNotEquals(RandomStream.of(1, 0, 1).at(0), RandomStream.of(1, 1, 0).at(0));
        assertNotEquals(RandomStream.of(0, 0, 0).at(1), RandomStream.of(1, 0, 0).at(0));
    }
}
