package dev.hone.model;

import static dev.hone.model.GoldenModel.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.Segments;
import dev.hone.loss.CrossEntropy;
import dev.hone.loss.RouterBalance;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every model that transformers recorded gives the same numbers here, computed without padding.
class GoldenModelsTest {
    private static int threads;

    /// These models are so small that a second thread costs more than it brings.
    @BeforeAll static void oneThread() {
        threads = Engine.threads();
        Engine.threads(1);
    }

    @AfterAll static void threadsAgain() {
        Engine.threads(threads);
    }

    static List<String> names() throws Exception {
        return GoldenModel.names();
    }

    @ParameterizedTest @MethodSource("names")
    void bothSpellingsOfTheSettingsAreTheSameModel(String name) {
        try (var golden = GoldenModel.open(name)) {
            assertEquals(golden.config("config.json"), golden.config("config.legacy.json"));
        }
    }

    @ParameterizedTest @MethodSource("names")
    void logitsAndLogProbs(String name) {
        long before = TensorScope.liveTensors();
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open(); var _ = Autograd.off()) {
            CausalLm model = golden.model();
            model.load(DType.FLOAT32, Device.CPU);
            Tensor ids = Tensor.ofIds(golden.ids("input_ids"));
            CausalLm.Outcome outcome = model.forward(ids, golden.segments());
            assertClose(golden.unpadded("logits"), model.logits(outcome.hidden()), "logits");
            assertClose(golden.unpadded("logprobs"), LogProbs.of(model, ids, golden.segments()), "logprobs");
            List<String> routers = golden.recordedNames("router_logits.");
            for (String router : routers) {
                Tensor got = outcome.routerLogits().get(Integer.parseInt(router.substring("router_logits.".length())));
                assertClose(golden.unpadded(router), got, router);
            }
            if (!routers.isEmpty()) assertEquals(routers.size(), outcome.routerLogits().size());
        }
        assertEquals(before, TensorScope.liveTensors());
    }

    @ParameterizedTest @MethodSource("names")
    void lossAndGradients(String name) {
        long before = TensorScope.liveTensors();
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            CausalLm model = golden.model();
            model.load(DType.FLOAT32, Device.CPU);
            model.requireGrad();
            loss(model, golden).backward();
            compareGradients(golden, model, "grad.");
            assertEquals(golden.meta().get("grad_norm").doubleValue(), gradNorm(model), 1e-4 * golden.meta().get("grad_norm").doubleValue());
        }
        assertEquals(before, TensorScope.liveTensors());
    }

    private static Tensor loss(CausalLm model, GoldenModel golden) {
        Tensor logits = model.logits(model.hidden(Tensor.ofIds(golden.ids("input_ids")), golden.segments()));
        Tensor loss = CrossEntropy.mean(logits, golden.ids("labels"), golden.segments());
        assertClose(new float[] {golden.meta().get("loss").floatValue()}, loss, "loss");
        return loss;
    }

    @ParameterizedTest @MethodSource("names")
    void lossAndGradientsWithTheRoutersBalance(String name) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            var moe = golden.meta().path("moe");
            if (!moe.isObject()) return;
            CausalLm model = golden.model();
            model.load(DType.FLOAT32, Device.CPU);
            model.requireGrad();
            CausalLm.Outcome outcome = model.forward(Tensor.ofIds(golden.ids("input_ids")), golden.segments());
            Tensor balance = RouterBalance.of(outcome.routerLogits(), model.config().experts().routing().topK());
            assertClose(new float[] {moe.get("aux_loss").floatValue()}, balance, "aux_loss");
            assertEquals(moe.get("router_aux_loss_coef").doubleValue(), model.config().experts().balanceWeight());

            Tensor loss = CrossEntropy.mean(model.logits(outcome.hidden()), golden.ids("labels"), golden.segments())
                    .add(balance.mul(model.config().experts().balanceWeight()));
            assertClose(new float[] {moe.get("loss_with_aux").floatValue()}, loss, "loss_with_aux");
            loss.backward();
            compareGradients(golden, model, "grad_with_aux.");
            assertEquals(moe.get("grad_norm_with_aux").doubleValue(), gradNorm(model), 1e-4 * moe.get("grad_norm_with_aux").doubleValue());
        }
    }

    private static void compareGradients(GoldenModel golden, CausalLm model, String prefix) {
        List<String> names = golden.recordedNames(prefix);
        assertTrue(!names.isEmpty(), "no gradients were recorded");
        for (String name : names) {
            Parameter parameter = model.parameters().stream().filter(p -> name.equals(prefix + p.name())).findFirst().orElseThrow();
            assertClose(golden.numbers(name), parameter.tensor().grad(), name);
        }
    }

    private static double gradNorm(CausalLm model) {
        double squares = 0;
        for (Parameter parameter : model.parameters())
            if (parameter.tensor().hasGrad()) squares += parameter.tensor().grad().pow(2).sum().item();
        return Math.sqrt(squares);
    }

    @ParameterizedTest @MethodSource("names")
    void greedyContinuationOfEachRowAlone(String name) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open(); var _ = Autograd.off()) {
            CausalLm model = golden.model();
            model.load(DType.FLOAT32, Device.CPU);
            float[] expected = golden.numbers("generated_ids");
            int rows = golden.lengths().length;
            int each = expected.length / rows;
            for (int row = 0; row < rows; row++) {
                int[] text = golden.row(row);
                for (int step = 0; step < each; step++) {
                    int next = likeliest(model, text);
                    assertEquals((int) expected[row * each + step], next, "row " + row + ", step " + step);
                    text = Arrays.copyOf(text, text.length + 1);
                    text[text.length - 1] = next;
                }
            }
        }
    }

    private static int likeliest(CausalLm model, int[] text) {
        try (var _ = TensorScope.open()) {
            Tensor hidden = model.hidden(Tensor.ofIds(text), Segments.of(text.length));
            return (int) model.logits(hidden.narrow(0, text.length - 1, 1)).argmax(-1).toLongs()[0];
        }
    }

    /// bfloat16 has 8 bits: the log-probabilities come out near, not equal.
    @ParameterizedTest @MethodSource("names")
    void bfloat16IsNear(String name) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open(); var _ = Autograd.off()) {
            CausalLm model = golden.model();
            model.load(DType.BFLOAT16, Device.CPU);
            Tensor ids = Tensor.ofIds(golden.ids("input_ids"));
            assertEquals(DType.BFLOAT16, model.hidden(ids, golden.segments()).dtype());
            float[] got = LogProbs.of(model, ids, golden.segments()).toFloats();
            float[] expected = golden.unpadded("logprobs");
            double off = 0;
            for (int i = 0; i < got.length; i++) off += Math.abs(got[i] - expected[i]) / got.length;
            assertTrue(off < 0.25, "mean difference " + off + ": " + Arrays.toString(got));
            assertArrayEquals(new long[] {golden.segments().total()}, new long[] {got.length});
        }
    }
}
