package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.LoraPlan;
import dev.hone.model.ModelConfig;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.model.learn.KernelTokenLearner;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Losses and gradient norms of TRL's `KTOTrainer`, `CPOTrainer` and `ORPOTrainer`, from tokens through the model.
class GoldenPreferenceTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");

    @Test void kto() throws Exception {
        JsonNode recorded = recorded("kto.json");
        List<Group> groups = new ArrayList<>();
        for (JsonNode row : recorded.get("features")) groups.add(new Group(ids(row.get("prompt_ids")), List.of(ids(row.get("completion_ids")))));
        AnswerBatch batch = AnswerBatch.of(groups, false, false);
        boolean[] good = new boolean[groups.size()];
        for (int i = 0; i < good.length; i++) good[i] = recorded.get("rows").get(i).get("label").booleanValue();
        try (Safetensors tensors = Safetensors.open(LOSSES.resolve("kto.safetensors")); var model = new Model()) {
            float[] now = floats(tensors, "policy_KL_logps"), before = floats(tensors, "ref_KL_logps"), mismatched = new float[now.length];
            for (int i = 0; i < now.length; i++) mismatched[i] = now[i] - before[i];
            double drift = KtoLoss.drift(mismatched);
            Tensor reference = Tensor.of(floats(tensors, "ref_logps"), good.length);
            for (JsonNode c : recorded.get("cases")) {
                KtoLossType type = KtoLossType.valueOf(name(c));
                if (type.measuresDrift()) agree(c.get("metrics").get("kl").doubleValue(), drift, "kl of " + c);
                var settings = new KtoLoss.Settings(c.get("beta").doubleValue(), c.get("desirable_weight").doubleValue(), c.get("undesirable_weight").doubleValue());
                model.check(c, batch, logProbs -> KtoLoss.of(type, AnswerLogProbs.sums(logProbs, batch.answers()).sub(reference), good, drift, settings));
            }
        }
    }

    @Test void cpoAndOrpo() throws Exception {
        try (Safetensors tensors = Safetensors.open(LOSSES.resolve("cpo_orpo.safetensors")); var model = new Model()) {
            AnswerBatch cpo = AnswerBatch.of(groups(tensors, "cpo"), false, false), orpo = AnswerBatch.of(groups(tensors, "orpo"), false, true);
            for (JsonNode c : recorded("cpo_orpo.json").get("cases"))
                if (c.get("kind").asString().equals("cpo")) model.check(c, cpo, logProbs -> cpo(c, logProbs, cpo.answers()));
                else model.check(c, orpo, logProbs -> orpo(c, logProbs, orpo));
        }
    }

    private static Tensor cpo(JsonNode c, Tensor logProbs, List<int[]> answers) {
        CpoLossType type = CpoLossType.valueOf(name(c));
        Tensor scores = type.byToken() ? AnswerLogProbs.means(logProbs, answers) : AnswerLogProbs.sums(logProbs, answers);
        int pairs = answers.size() / 2;
        return CpoLoss.of(type, scores.narrow(0, 0, pairs), scores.narrow(0, pairs, pairs), surprise(logProbs, answers.subList(0, pairs)),
                new CpoLoss.Settings(c.get("beta").doubleValue(), c.get("label_smoothing").doubleValue(), c.get("simpo_gamma").doubleValue(),
                        c.get("alpha").doubleValue(), c.get("cpo_alpha").doubleValue()));
    }

    /// The surprise is of the prompts too.
    private static Tensor orpo(JsonNode c, Tensor logProbs, AnswerBatch batch) {
        Tensor means = AnswerLogProbs.means(logProbs, batch.answers());
        int pairs = batch.answers().size() / 2;
        List<int[]> chosenTexts = Stream.concat(batch.prompts().subList(0, pairs).stream(), batch.answers().subList(0, pairs).stream()).toList();
        return OrpoLoss.of(means.narrow(0, 0, pairs), means.narrow(0, pairs, pairs), surprise(logProbs, chosenTexts), c.get("beta").doubleValue());
    }

    private static Tensor surprise(Tensor logProbs, List<int[]> labels) {
        return logProbs.indexSelect(0, Tensor.ofIds(labels.stream().flatMapToInt(IntStream::of).toArray())).mean().neg();
    }

    /// Rows of a padded batch, chosen ones first; an answer begins at the first label.
    private static List<Group> groups(Safetensors tensors, String trainer) {
        int[] ids = ints(tensors.get(trainer + ".input_ids")), there = ints(tensors.get(trainer + ".attention_mask")), labels = ints(tensors.get(trainer + ".labels"));
        int width = ids.length / 8;
        return IntStream.range(0, 8).mapToObj(row -> {
            int[] places = IntStream.range(row * width, (row + 1) * width).filter(i -> there[i] == 1).toArray();
            return new Group(IntStream.of(places).filter(i -> labels[i] == CrossEntropy.IGNORED).map(i -> ids[i]).toArray(),
                    List.of(IntStream.of(places).filter(i -> labels[i] != CrossEntropy.IGNORED).map(i -> ids[i]).toArray()));
        }).toList();
    }

    private static final class Model implements AutoCloseable {
        private final TensorScope scope = TensorScope.open();
        private final HfFolder folder = HfFolder.open(LOSSES.resolve("dpo_model"));
        private final Safetensors weights = folder.weights();
        private final KernelTokenLearner learner = new KernelTokenLearner(CausalLm.of(ModelConfig.read(folder.config(), "config.json"), weights, LoraPlan.NONE), 0, false);

        /// @param costs of each answer or pair, whose mean is the loss, from the log-probabilities of the batch's labels
        void check(JsonNode recorded, AnswerBatch batch, UnaryOperator<Tensor> costs) {
            learner.clearGradients();
            learner.learn(batch.tokens(), 1, Learner.WITHOUT_DROPOUT, now -> {
                Tensor logProbs = Tensor.of(now.logProbs().clone(), now.labels()).requireGrad();
                Tensor loss = costs.apply(logProbs).mean();
                loss.backward();
                agree(recorded.get("loss").doubleValue(), loss.item(), "loss of " + recorded);
                return Slopes.ofLogProbs(logProbs.grad().toFloats(), 0);
            });
            double squares = 0;
            for (Learner.Weight weight : learner.weights()) squares += weight.gradient().pow(2).sum().item();
            agree(recorded.get("grad_norm").doubleValue(), Math.sqrt(squares), "grad_norm of " + recorded);
        }

        @Override public void close() {
            weights.close();
            scope.close();
        }
    }

    private static JsonNode recorded(String file) throws Exception {
        return JsonMapper.shared().readTree(Files.readAllBytes(LOSSES.resolve(file)));
    }

    private static String name(JsonNode c) {
        return c.get("loss_type").asString().toUpperCase(Locale.ROOT);
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static int[] ints(StoredTensor tensor) {
        return IntStream.range(0, Math.toIntExact(tensor.count())).map(i -> (int) tensor.bytes().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i)).toArray();
    }

    private static float[] floats(Safetensors file, String name) {
        StoredTensor tensor = file.get(name);
        float[] numbers = new float[Math.toIntExact(tensor.count())];
        for (int i = 0; i < numbers.length; i++) numbers[i] = tensor.bytes().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        return numbers;
    }

    private static void agree(double expected, double got, String what) {
        assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), what);
    }
}
