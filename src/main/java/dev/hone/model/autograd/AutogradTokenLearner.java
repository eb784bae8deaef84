package dev.hone.model.autograd;

import dev.hone.batch.Labels;
import dev.hone.batch.Segments;
import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Predictions;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLoss;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;

/// Learns by libtorch's autograd, whatever the model's family.
///
/// The table of all positions times the vocabulary never exists: the output layer is computed where a token is learned, some
/// positions at a time. Each piece of logits gives its loss, its gradient at the last hidden states, and is forgotten; then
/// that gradient goes back through the layers.
public final class AutogradTokenLearner implements TokenLearner {
    /// Logits made at once: 64 MiB of them in float32.
    private static final long LOGITS_AT_ONCE = 16L << 20;

    private final CausalLm model;
    private final AutogradTrunk trunk;
    private final Balance balance;

    /// What an uneven use of a mixture's experts costs.
    /// @param weight of this cost beside the mean loss of a token
    /// @param cost   from the router's logits of each layer, `[N, experts]`
    public record Balance(double weight, Cost cost) {
        public interface Cost {
            Tensor of(List<Tensor> routerLogits, Segments segments);
        }
    }

    /// @param model   not loaded yet; its weights become this learner's, as float32 on the CPU
    /// @param seed    what dropout is drawn from, together with the number of the pass
    /// @param balance null for none, and in models without experts
    public AutogradTokenLearner(CausalLm model, long seed, Balance balance) {
        this.model = model;
        this.balance = balance;
        this.trunk = new AutogradTrunk(model, seed);
    }

    @Override public Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass) {
        Predictions said = learn(batch, 1, pass, predictions -> {
            float[] slopes = new float[predictions.labels()];
            for (int i = 0; i < slopes.length; i++) slopes[i] = (float) (scale * loss.slope(predictions.logProbs()[i]));
            return Slopes.ofLogProbs(slopes, scale * slopes.length);
        });
        return seen(said, loss);
    }

    @Override public Seen measure(TokenBatch batch, TokenLoss loss) {
        return seen(predict(batch, 1), loss);
    }

    private static Seen seen(Predictions said, TokenLoss loss) {
        double cost = 0, entropy = 0;
        int correct = 0;
        for (int i = 0; i < said.labels(); i++) {
            cost += loss.of(said.logProbs()[i]);
            entropy += said.entropies()[i];
            if (said.likeliest()[i]) correct++;
        }
        return new Seen(cost, said.labels(), entropy, correct, said.balance());
    }

    @Override public Predictions learn(TokenBatch batch, double temperature, long pass, Objective objective) {
        try (var _ = TensorScope.open()) {
            Labels labels = Labels.of(batch);
            CausalLm.Outcome outcome = trunk.learn(batch, pass);
            Tensor states = outcome.hidden().indexSelect(0, Tensor.ofIds(labels.predictors()));
            Tensor uneven = unevenness(outcome, batch.segments());
            Predictions said = read(states.detach(), labels, temperature).withBalance(uneven == null ? 0 : uneven.item());
            Tensor gradient = Tensor.zeros(DType.FLOAT32, Device.CPU, states.shape());
            Slopes slopes = objective.of(said);
            backward(states.detach().requireGrad(gradient), labels, temperature, slopes);

            // d(objective)/d(states) is known: the sum of states · gradient has the same derivative everywhere below.
            Tensor rest = states.mul(gradient).sum();
            if (uneven != null) rest = rest.add(uneven.mul(balance.weight * slopes.balance()));
            rest.backward();
            return said;
        }
    }

    @Override public Predictions predict(TokenBatch batch, double temperature) {
        return predict(batch, temperature, true);
    }

    @Override public Predictor withoutAdapter() {
        if (!model.trainsAdapterAlone()) throw new IllegalStateException("more than an adapter is trained");
        return (batch, temperature) -> predict(batch, temperature, false);
    }

    private Predictions predict(TokenBatch batch, double temperature, boolean adapter) {
        try (var _ = TensorScope.open(); var _ = Autograd.off()) {
            Labels labels = Labels.of(batch);
            CausalLm.Outcome outcome = trunk.read(batch, adapter);
            Tensor uneven = unevenness(outcome, batch.segments());
            return read(outcome.hidden().indexSelect(0, Tensor.ofIds(labels.predictors())), labels, temperature).withBalance(uneven == null ? 0 : uneven.item());
        }
    }

    private Tensor unevenness(CausalLm.Outcome outcome, Segments segments) {
        return balance == null || outcome.routerLogits().isEmpty() ? null : balance.cost.of(outcome.routerLogits(), segments);
    }

    private int rowsAtOnce() {
        return (int) Math.max(1, LOGITS_AT_ONCE / model.head().out());
    }

    /// @param states `[M, D]`
    private Predictions read(Tensor states, Labels labels, double temperature) {
        Predictions said = Predictions.room(labels.count());
        for (int from = 0, to; from < labels.count(); from = to) {
            to = Math.min(labels.count(), from + rowsAtOnce());
            try (var _ = TensorScope.open(); var _ = Autograd.off()) {
                Tensor logits = model.logits(states.narrow(0, from, to - from)).to(DType.FLOAT32);
                Tensor logProbs = logits.div(temperature).logSoftmax(1);
                copy(logProbs.gather(1, wanted(labels, from, to)).squeeze(1), said.logProbs(), from);
                copy(logProbs.exp().mul(logProbs).sum(1, false).neg(), said.entropies(), from);
                copy(logits.mean(1, false), said.meanLogits(), from);
                copy(logProbs.mul(2).logsumexp(1, false), said.logSumSquares(), from);
                long[] likeliest = logProbs.argmax(1).toLongs();
                for (int i = from; i < to; i++) said.likeliest()[i] = likeliest[i - from] == labels.ids()[i];
            }
        }
        return said;
    }

    private static void copy(Tensor from, float[] to, int at) {
        float[] numbers = from.toFloats();
        System.arraycopy(numbers, 0, to, at, numbers.length);
    }

    /// Leaves the gradient of `Σ slope · log-probability + slope · entropy` in the states and in the output layer's weight.
    /// @param states `[M, D]`, a leaf
    private void backward(Tensor states, Labels labels, double temperature, Slopes slopes) {
        for (int from = 0, to; from < labels.count(); from = to) {
            to = Math.min(labels.count(), from + rowsAtOnce());
            try (var _ = TensorScope.open()) {
                Tensor logits = model.logits(states.narrow(0, from, to - from));
                if (logits.requiresGrad()) logits.backward(slope(logits, wanted(labels, from, to), temperature, slopes, from, to));
            }
        }
    }

    /// With `z = logits / T`: `log p(y)` changes with z by `onehot(y) - p`, the entropy H by `-p (log p + H)`.
    /// @param logits `[M, V]`
    /// @param wanted `[M, 1]`
    private static Tensor slope(Tensor logits, Tensor wanted, double temperature, Slopes slopes, int from, int to) {
        try (var _ = Autograd.off()) {
            Tensor logProbs = logits.to(DType.FLOAT32).div(temperature).logSoftmax(1);
            Tensor probs = logProbs.exp();
            Tensor weight = column(slopes.logProbs(), from, to);
            Tensor slope = probs.neg().scatter_(1, wanted, probs.gather(1, wanted).neg().add(1)).mul_(weight);
            if (slopes.entropies() != null) {
                Tensor entropy = probs.mul(logProbs).sum(1, true).neg();
                slope = slope.sub(probs.mul(logProbs.add(entropy)).mul(column(slopes.entropies(), from, to)));
            }
            return slope.mul_(1 / temperature);
        }
    }

    /// `[to - from, 1]`
    private static Tensor wanted(Labels labels, int from, int to) {
        return Tensor.ofIds(Arrays.copyOfRange(labels.ids(), from, to)).unsqueeze(1);
    }

    private static Tensor column(float[] numbers, int from, int to) {
        return Tensor.of(Arrays.copyOfRange(numbers, from, to), to - from, 1);
    }

    @Override public List<Weight> weights() {
        return trunk.weights();
    }

    /// libtorch takes memory as it goes.
    @Override public void reserve(int tokens) {}

    @Override public void clearGradients() {
        trunk.clearGradients();
    }

    /// Layers read the weights themselves: nothing is kept that could be stale.
    @Override public void weightsChanged() {}

    @Override public void close() {
        trunk.close();
    }
}
