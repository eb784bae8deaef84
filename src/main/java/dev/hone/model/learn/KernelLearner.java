package dev.hone.model.learn;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.TokenLoss;
import dev.hone.model.cpu.CpuRope;
import dev.hone.model.layer.Activation;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.Rope;
import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.kernel.Blas;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Dropout;
import dev.hone.tensor.kernel.Floats;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Trains a [CausalLm] on the processor in float32, by the layers of this package.
///
/// One thread at a time may call it. On the same number of threads the same batches give the same bits.
public final class KernelLearner implements Learner {
    private final CausalLm model;
    private final LearningWeights weights;
    private final LearningWeight embedding;
    private final List<LearningBlock> blocks;
    private final LearningHead head;
    private final Scratch scratch;
    private final long seed;
    private final boolean checkpointing;
    private final int width;
    private final List<Weight> trained;
    private final List<LearningWeight> trainedMemory = new ArrayList<>();
    /// The input of each block, and the last one's result.
    private final Floats[] inputs;
    /// What each block keeps; with checkpointing all share the first.
    private final LearningBlock.Kept[] kept;
    private Floats slope = new Floats(0);

    /// To be made while the [dev.hone.tensor.TensorScope] that shall own the weights' tensors is open.
    /// @param seed          what dropout is drawn from, together with the number of the pass
    /// @param checkpointing keep only each block's input and compute the rest again in the backward pass: less memory, a third more time
    public KernelLearner(CausalLm model, long seed, boolean checkpointing) {
        if (!supports(model)) throw new IllegalArgumentException(model.config().architecture() + " has layers that are trained by libtorch");
        this.model = model;
        this.checkpointing = checkpointing;
        this.width = model.config().sizes().hidden();
        this.weights = new LearningWeights(model.trained());
        this.scratch = new Scratch();
        this.seed = seed;
        Map<Rope, CpuRope> ropes = new IdentityHashMap<>();
        embedding = weights.of(model.embedding());
        blocks = model.blocks().stream().map(block -> new LearningBlock(block, width, weights, scratch,
                rope -> rope == null ? null : ropes.computeIfAbsent(rope, CpuRope::new))).toList();
        head = new LearningHead(model, weights, scratch);
        inputs = new Floats[blocks.size() + 1];
        kept = new LearningBlock.Kept[blocks.size()];
        this.trained = model.trained().stream().map(this::weight).toList();
    }

    private Weight weight(Parameter parameter) {
        LearningWeight weight = weights.of(parameter);
        trainedMemory.add(weight);
        return new Weight(parameter.name(), Tensor.over(weight.value().memory(), DType.FLOAT32, parameter.shape()),
                Tensor.over(weight.gradient().memory(), DType.FLOAT32, parameter.shape()));
    }

    /// Whether every layer of the model has a form here and the machine has a BLAS library.
    public static boolean supports(CausalLm model) {
        return Blas.isAvailable() && model.softcap() == 0 && model.blocks().stream().allMatch(KernelLearner::supports);
    }

    private static boolean supports(DecoderBlock block) {
        return block.attention() instanceof GroupedAttention attention && attention.softcap() == 0
                && (attention.rope() == null || attention.rope().stretch() == null)
                && block.mlp() instanceof GatedMlp mlp && (mlp.activation() == Activation.SILU || mlp.activation() == Activation.GELU_TANH)
                && Stream.of(attention.q(), attention.k(), attention.v(), attention.o(), mlp.gate(), mlp.up(), mlp.down()).allMatch(LearningLora::supports);
    }

    /// Bytes that a pass over as many tokens keeps, on top of weights, gradients and the optimizer's state.
    public long bytesFor(int tokens) {
        long each = blocks.getFirst().keptPerToken();
        long perToken = (long) (blocks.size() + 1) * width + (checkpointing ? each : each * blocks.size());
        return 4 * perToken * tokens + LearningHead.bytes(model.head().out());
    }

    @Override public List<Weight> weights() {
        return trained;
    }

    @Override public void reserve(int tokens) {
        for (int i = 0; i < inputs.length; i++) inputs[i] = Floats.atLeast(inputs[i], tokens * width);
        for (int i = 0; i < (checkpointing ? 1 : blocks.size()); i++) room(i, tokens);
        slope = Floats.atLeast(slope, tokens * width);
    }

    @Override public Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass) {
        Layout layout = Layout.of(batch.segments());
        scratch.dropout(new Dropout(seed, pass));
        forward(batch, layout, !checkpointing);
        slope = Floats.atLeast(slope, batch.tokens() * width);
        Seen seen = head.run(batch, loss, scale, inputs[blocks.size()], slope);
        if (seen.labels() > 0) backward(batch, layout);
        return seen;
    }

    @Override public Seen measure(TokenBatch batch, TokenLoss loss) {
        scratch.dropout(null);
        forward(batch, Layout.of(batch.segments()), false);
        return head.run(batch, loss, 0, inputs[blocks.size()], null);
    }

    /// @param keepAll whether each block keeps what its backward pass needs, rather than all of them using one room in turn
    private void forward(TokenBatch batch, Layout layout, boolean keepAll) {
        int tokens = batch.tokens();
        for (int i = 0; i < inputs.length; i++) inputs[i] = Floats.atLeast(inputs[i], tokens * width);
        for (int t = 0; t < tokens; t++) inputs[0].copyFrom(t * width, embedding.value(), batch.ids()[t] * width, width);
        if (model.embeddingScale() != 1) Elementwise.scale(inputs[0], 0, (float) model.embeddingScale(), tokens * width);
        for (int i = 0; i < blocks.size(); i++) blocks.get(i).forward(inputs[i], room(keepAll ? i : 0, tokens), layout, inputs[i + 1]);
    }

    private LearningBlock.Kept room(int block, int tokens) {
        kept[block] = blocks.get(block).room(tokens, kept[block]);
        return kept[block];
    }

    private void backward(TokenBatch batch, Layout layout) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            LearningBlock.Kept made = room(checkpointing ? 0 : i, batch.tokens());
            if (checkpointing) blocks.get(i).forward(inputs[i], made, layout, inputs[i + 1]);
            blocks.get(i).backward(inputs[i], made, layout, slope);
        }
        if (!embedding.isTrained()) return;
        for (int t = 0; t < batch.tokens(); t++) {
            if (batch.ids()[t] == model.config().paddingId()) continue;
            Elementwise.add(embedding.gradient(), batch.ids()[t] * width, slope, t * width, (float) model.embeddingScale(), width);
        }
    }

    @Override public void clearGradients() {
        for (LearningWeight weight : trainedMemory) weight.gradient().fill(0, weight.gradient().length(), 0);
    }

    @Override public void weightsChanged() {
        blocks.forEach(LearningBlock::weightsChanged);
        head.weightsChanged();
    }

    /// Nothing to do: the memory is freed when nothing refers to it any more.
    @Override public void close() {}
}
