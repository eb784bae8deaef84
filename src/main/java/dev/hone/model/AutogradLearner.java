package dev.hone.model;

import dev.hone.batch.Segments;
import dev.hone.batch.TokenBatch;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Dropout;
import java.util.Arrays;
import java.util.List;

/// Learns by libtorch's autograd, whatever the model's family.
///
/// The table of all positions times the vocabulary never exists: the output layer is computed where a token is learned, some
/// positions at a time. Each piece of logits gives its loss, its gradient at the last hidden states, and is forgotten; then
/// that gradient goes back through the layers.
public final class AutogradLearner implements Learner {
    /// Logits made at once: 64 MiB of them in float32.
    private static final long LOGITS_AT_ONCE = 16L << 20;

    private final CausalLm model;
    private final long seed;
    private final Balance balance;
    private final TensorScope scope;
    private final List<Weight> weights;

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
    public AutogradLearner(CausalLm model, long seed, Balance balance) {
        this.model = model;
        this.seed = seed;
        this.balance = balance;
        this.scope = TensorScope.open();
        try {
            model.load(DType.FLOAT32, Device.CPU);
            this.weights = model.trained().stream().map(AutogradLearner::weight).toList();
        } catch (RuntimeException | Error fault) {
            scope.close();
            throw fault;
        }
    }

    private static Weight weight(Parameter parameter) {
        Tensor gradient = Tensor.zeros(DType.FLOAT32, Device.CPU, parameter.shape());
        return new Weight(parameter.name(), parameter.tensor().requireGrad(gradient), gradient);
    }

    @Override public List<Weight> weights() {
        return weights;
    }

    /// libtorch takes memory as it goes.
    @Override public void reserve(int tokens) {}

    @Override public Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass) {
        try (var _ = TensorScope.open()) {
            Labels labels = Labels.of(batch);
            CausalLm.Outcome outcome = model.forward(Tensor.ofIds(batch.ids()), batch.segments(), new Dropout(seed, pass));
            Tensor states = outcome.hidden().indexSelect(0, Tensor.ofIds(labels.predictors));
            Tensor gradient = Tensor.zeros(DType.FLOAT32, Device.CPU, states.shape());
            Sums sums = overPieces(states.detach().requireGrad(gradient), labels, loss, scale);

            // d(loss)/d(states) is known: the sum of states · gradient has the same derivative everywhere below.
            Tensor rest = states.mul(gradient).sum();
            Tensor uneven = unevenness(outcome, batch.segments());
            if (uneven != null) rest = rest.add(uneven.mul(balance.weight * scale * labels.count()));
            rest.backward();
            return sums.seen(labels.count(), uneven);
        }
    }

    @Override public Seen measure(TokenBatch batch, TokenLoss loss) {
        try (var _ = TensorScope.open(); var _ = Autograd.off()) {
            Labels labels = Labels.of(batch);
            CausalLm.Outcome outcome = model.forward(Tensor.ofIds(batch.ids()), batch.segments());
            Tensor states = outcome.hidden().indexSelect(0, Tensor.ofIds(labels.predictors));
            return overPieces(states, labels, loss, 0).seen(labels.count(), unevenness(outcome, batch.segments()));
        }
    }

    private Tensor unevenness(CausalLm.Outcome outcome, Segments segments) {
        return balance == null || outcome.routerLogits().isEmpty() ? null : balance.cost.of(outcome.routerLogits(), segments);
    }

    /// @param states `[M, D]`; where they ask for it, they and the output layer get their gradients
    private Sums overPieces(Tensor states, Labels labels, TokenLoss loss, double scale) {
        int rows = (int) Math.max(1, LOGITS_AT_ONCE / model.head().out());
        Sums sums = Sums.NONE;
        for (int from = 0; from < labels.count(); from += rows) {
            int to = Math.min(labels.count(), from + rows);
            try (var _ = TensorScope.open()) {
                Tensor logits = model.logits(states.narrow(0, from, to - from));
                Tensor wanted = Tensor.ofIds(Arrays.copyOfRange(labels.ids, from, to)).unsqueeze(1);
                sums = sums.plus(piece(logits, wanted, loss, scale));
            }
        }
        return sums;
    }

    /// The loss of `-log p(y)` changes with the logits by `p - onehot(y)`; that of `-p(y) log p(y)` with p(y) held by `p(y)` times that.
    /// @param logits `[M, V]`
    /// @param wanted `[M, 1]`
    private static Sums piece(Tensor logits, Tensor wanted, TokenLoss loss, double scale) {
        Tensor slope;
        Sums sums;
        try (var _ = Autograd.off()) {
            Tensor logProbs = logits.to(DType.FLOAT32).logSoftmax(1);
            Tensor logProb = logProbs.gather(1, wanted);
            Tensor probs = logProbs.exp();
            Tensor factor = switch (loss) {
                case NLL -> Tensor.full(1, DType.FLOAT32, Device.CPU, wanted.shape());
                case DFT -> logProb.exp();
            };
            sums = new Sums(logProb.mul(factor).neg().sum().item(), probs.mul(logProbs).neg().sum().item(),
                    (int) logProbs.argmax(1).eq(wanted.squeeze(1)).to(DType.FLOAT32).sum().item());
            slope = probs.scatter_(1, wanted, logProb.exp().sub(1)).mul_(factor.mul(scale));
        }
        if (logits.requiresGrad()) logits.backward(slope);
        return sums;
    }

    @Override public void clearGradients() {
        weights.forEach(weight -> weight.gradient().zero_());
    }

    /// Layers read the weights themselves: nothing is kept that could be stale.
    @Override public void weightsChanged() {}

    @Override public void close() {
        scope.close();
    }

    /// The tokens that count, and the positions whose output predicts them.
    private record Labels(int[] ids, int[] predictors) {
        static Labels of(TokenBatch batch) {
            int[] before = batch.segments().predictors();
            int[] labelled = batch.labelled();
            return new Labels(Arrays.stream(labelled).map(t -> batch.ids()[t]).toArray(), Arrays.stream(labelled).map(t -> before[t]).toArray());
        }

        int count() {
            return ids.length;
        }
    }

    private record Sums(double loss, double entropy, int correct) {
        static final Sums NONE = new Sums(0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(loss + other.loss, entropy + other.entropy, correct + other.correct);
        }

        Seen seen(int labels, Tensor balance) {
            return new Seen(loss, labels, entropy, correct, balance == null ? 0 : balance.item());
        }
    }
}
