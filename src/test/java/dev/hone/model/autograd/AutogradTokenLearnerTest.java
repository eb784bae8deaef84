package dev.hone.model.autograd;

import static dev.hone.model.GoldenModel.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.TokenBatch;
import dev.hone.loss.CrossEntropy;
import dev.hone.loss.RouterBalance;
import dev.hone.model.CausalLm;
import dev.hone.model.GoldenModel;
import dev.hone.model.Learner;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLoss;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses and gradients of every family, as transformers recorded them.
class AutogradTokenLearnerTest {
    static List<String> names() throws Exception {
        return GoldenModel.names();
    }

    private static TokenBatch batch(GoldenModel golden) {
        int[] labels = golden.ids("labels");
        boolean[] learned = new boolean[labels.length];
        for (int t = 0; t < labels.length; t++) learned[t] = labels[t] != CrossEntropy.IGNORED;
        return new TokenBatch(golden.ids("input_ids"), learned, golden.segments());
    }

    @ParameterizedTest @MethodSource("names")
    void meanLossAndItsGradients(String name) {
        long before = TensorScope.liveTensors();
        try (var golden = GoldenModel.open(name); var learner = new AutogradTokenLearner(golden.model(), 42, null)) {
            TokenBatch batch = batch(golden);
            long loaded = TensorScope.liveTensors();
            TokenLearner.Seen seen = learner.learn(batch, TokenLoss.NLL, 1.0 / batch.labels(), 0);
            assertEquals(loaded, TensorScope.liveTensors());
            double expected = golden.meta().get("loss").doubleValue();
            assertEquals(expected, seen.loss() / seen.labels(), 1e-5 + 1e-4 * expected);
            assertEquals(batch.labels(), seen.labels());
            compare(golden, learner, "grad.");

            learner.clearGradients();
            assertEquals(0, gradientNorm(learner));
            learner.learn(batch, TokenLoss.NLL, 0.25 / batch.labels(), 1);
            learner.learn(batch, TokenLoss.NLL, 0.75 / batch.labels(), 2);
            compare(golden, learner, "grad.");
            assertEquals(seen.loss(), learner.measure(batch, TokenLoss.NLL).loss(), 1e-6 * seen.loss());
            assertEquals(loaded, TensorScope.liveTensors());
        }
        assertEquals(before, TensorScope.liveTensors());
    }

    @ParameterizedTest @MethodSource("names")
    void theRoutersBalanceIsLearnedToo(String name) {
        try (var golden = GoldenModel.open(name)) {
            var moe = golden.meta().path("moe");
            if (!moe.isObject()) return;
            CausalLm model = golden.model();
            int topK = model.config().experts().routing().topK();
            var balance = new AutogradTokenLearner.Balance(moe.get("router_aux_loss_coef").doubleValue(),
                    (routerLogits, _) -> RouterBalance.of(routerLogits, topK));
            try (var learner = new AutogradTokenLearner(model, 42, balance)) {
                TokenBatch batch = batch(golden);
                TokenLearner.Seen seen = learner.learn(batch, TokenLoss.NLL, 1.0 / batch.labels(), 0);
                assertEquals(moe.get("aux_loss").doubleValue(), seen.balance(), 1e-4);
                compare(golden, learner, "grad_with_aux.");
            }
        }
    }

    private static void compare(GoldenModel golden, Learner learner, String prefix) {
        List<String> names = golden.recordedNames(prefix);
        assertTrue(!names.isEmpty(), "no gradients were recorded");
        for (String name : names) {
            Learner.Weight weight = learner.weights().stream().filter(w -> name.equals(prefix + w.name())).findFirst().orElseThrow();
            assertClose(golden.numbers(name), weight.gradient(), name);
        }
        String norm = prefix.equals("grad.") ? "grad_norm" : "grad_norm_with_aux";
        double expected = golden.meta().has(norm) ? golden.meta().get(norm).doubleValue() : golden.meta().get("moe").get(norm).doubleValue();
        assertEquals(expected, gradientNorm(learner), 1e-4 * expected);
    }

    private static double gradientNorm(Learner learner) {
        double squares = 0;
        try (var _ = TensorScope.open()) {
            for (Learner.Weight weight : learner.weights()) squares += weight.gradient().pow(2).sum().item();
        }
        return Math.sqrt(squares);
    }

    /// A token of probability p costs `-p · log p`, and its gradient is that of `-log p` times p.
    @Test void dynamicFineTuningWeighsEachTokenByItsProbability() {
        try (var golden = GoldenModel.open("llama-smollm2"); var learner = new AutogradTokenLearner(golden.model(), 42, null)) {
            TokenBatch whole = batch(golden);
            boolean[] one = new boolean[whole.tokens()];
            one[5] = true;
            TokenBatch batch = new TokenBatch(whole.ids(), one, whole.segments());
            double nll = learner.learn(batch, TokenLoss.NLL, 1, 0).loss();
            double norm = gradientNorm(learner);
            learner.clearGradients();
            double dft = learner.learn(batch, TokenLoss.DFT, 1, 0).loss();
            assertEquals(nll * Math.exp(-nll), dft, 1e-6);
            assertEquals(norm * Math.exp(-nll), gradientNorm(learner), 1e-4 * norm);
        }
    }

    @Test void aUniformPredictionHasTheEntropyOfItsVocabulary() {
        try (var golden = GoldenModel.open("llama-smollm2"); var learner = new AutogradTokenLearner(golden.model(), 42, null)) {
            Tensor embedding = learner.weights().getFirst().value();        // tied: all logits become 0
            try (var _ = dev.hone.tensor.Autograd.off()) {
                embedding.zero_();
            }
            TokenLearner.Seen seen = learner.measure(batch(golden), TokenLoss.NLL);
            double each = Math.log(embedding.size(0));
            assertEquals(each, seen.entropy() / seen.labels(), 1e-5);
            assertEquals(each, seen.loss() / seen.labels(), 1e-5);
        }
    }
}
