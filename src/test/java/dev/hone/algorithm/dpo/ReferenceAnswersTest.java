package dev.hone.algorithm.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.LoraPlan;
import dev.hone.model.ModelConfig;
import dev.hone.model.Predictions;
import dev.hone.model.Predictor;
import dev.hone.model.learn.KernelTokenLearner;
import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenPair;
import dev.hone.train.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceAnswersTest {
    private static final HealthSettings THREE_SHORT = new HealthSettings(3, 5, 1);

    @TempDir Path run;
    private Safetensors weights;
    private CausalLm model;

    @BeforeEach void aModel() {
        HfFolder folder = HfFolder.open(Path.of("src/test/resources/golden/losses/dpo_ref_model"));
        weights = folder.weights();
        model = CausalLm.of(ModelConfig.read(folder.config(), "config.json"), weights, LoraPlan.FROZEN);
    }

    @AfterEach void close() {
        weights.close();
    }

    /// Finds every token as likely as the others: `log p`.
    private static Predictor saying(double logProb) {
        return (batch, _) -> {
            Predictions said = Predictions.room(batch.labels());
            Arrays.fill(said.logProbs(), (float) logProb);
            return said;
        };
    }

    private static TokenPair pair(int... prompt) {
        return new TokenPair(new TokenAnswer(prompt, new int[] {7}), new TokenAnswer(prompt, new int[] {8}), 0);
    }

    private ReferenceAnswers answers(HealthSettings settings, Predictor reference, Supplier<CausalLm> writer, TokenPair... pairs) {
        return ReferenceAnswers.of(run, List.of(pairs), settings, new ReferenceAnswers.Source("0123", () -> reference, writer, Set.of(2)), 64);
    }

    @Test void theDistanceIsK3() {
        ReferenceAnswers answers = answers(THREE_SHORT, saying(-2), () -> model, pair(5, 6), pair(9));
        assertEquals(2, answers.count());
        assertEquals(0, answers.divergence(saying(-2)));
        // each token has lost a nat: r = e⁻¹, and r - 1 - log r = 0.3679 - 1 + 1
        assertEquals(Math.exp(-1), answers.divergence(saying(-3)), 1e-6);
        // or won one: e - 1 - 1
        assertEquals(Math.E - 2, answers.divergence(saying(-1)), 1e-6);
    }

    @Test void aPromptIsAnsweredOnceAndOneWithoutTokensNotAtAll() {
        assertEquals(2, answers(THREE_SHORT, saying(-2), () -> model, pair(5), pair(), pair(5), pair(6)).count());
        assertEquals(3, answers(THREE_SHORT, saying(-2), () -> model, pair(1), pair(2), pair(3), pair(4)).count());
        assertEquals(0, answers(THREE_SHORT, saying(-2), () -> model, pair()).count());
        assertEquals(0, answers(new HealthSettings(0, 5, 1), saying(-2), () -> model, pair(5)).count());
    }

    @Test void answersAreKeptUntilWhatTheyDependOnChanges() throws IOException {
        Predictor reference = new KernelTokenLearner(model, 0, false);
        ReferenceAnswers first = answers(THREE_SHORT, reference, () -> model, pair(5, 6));
        String kept = file();
        assertEquals(0, first.divergence(reference));
        ReferenceAnswers again = answers(THREE_SHORT, null, () -> {
            throw new AssertionError("asked twice");
        }, pair(5, 6));
        assertEquals(0, again.divergence(reference));
        assertEquals(kept, file());
        assertTrue(answers(new HealthSettings(3, 6, 1), reference, () -> model, pair(5, 6)).tokens() <= 8);
        assertNotEquals(kept, file());
    }

    private String file() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("reference"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            return all.getFirst().getFileName().toString();
        }
    }

    @Test void aPolicyThatIsFarAwayRaisesAnAlarmOnce() {
        List<Finding> raised = new ArrayList<>();
        var health = new DpoHealth(raised::add, answers(THREE_SHORT, saying(-2), () -> model, pair(5)), THREE_SHORT.due(10));
        assertEquals(OptionalDouble.of(0), health.distance(1, saying(-2)));
        health.distance(2, saying(-3));
        assertEquals(List.of(), raised);        // 0.37
        health.distance(3, saying(-4));         // e⁻² - 1 + 2 = 1.14
        health.distance(4, saying(-4));
        assertEquals(List.of("kl_to_reference"), raised.stream().map(Finding::code).toList());
    }

    @Test void itIsMeasuredNowAndThenAndAtTheEnd() {
        assertEquals(List.of(2, 4, 5), Stream.of(1, 2, 3, 4, 5).filter(step -> new HealthSettings(3, 5, 2).due(5).test(step)).toList());
        // a fifth of 10 steps
        assertEquals(List.of(2, 4), Stream.of(1, 2, 3, 4, 5).filter(step -> new HealthSettings(3, 5, 0.2).due(10).test(step)).toList());
    }
}
