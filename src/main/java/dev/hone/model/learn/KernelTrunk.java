package dev.hone.model.learn;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.Learner.Weight;
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

/// The layers of a [CausalLm] below its head, forward and backward on the processor in float32. A head reads what the last
/// block gave, leaves the gradient of it, and the trunk takes that back to every weight.
final class KernelTrunk {
    private final CausalLm model;
    private final LearningWeights weights;
    private final LearningWeight embedding;
    private final List<LearningBlock> blocks;
    private final Scratch scratch = new Scratch();
    private final long seed;
    private final boolean checkpointing;
    private final int width;
    private final List<Weight> trained;
    private final List<LearningWeight> trainedMemory = new ArrayList<>();
    /// The input of each block, and the last one's result. A pass that keeps nothing takes the first two in turn.
    private final Floats[] inputs;
    /// What each block keeps; with checkpointing all share the first.
    private final LearningBlock.Kept[] kept;
    private Floats slope = new Floats(0);

    KernelTrunk(CausalLm model, long seed, boolean checkpointing) {
        if (!supports(model)) throw new IllegalArgumentException(model.config().architecture() + " has layers that are trained by libtorch");
        this.model = model;
        this.checkpointing = checkpointing;
        this.width = model.config().sizes().hidden();
        this.weights = new LearningWeights(model.trained());
        this.seed = seed;
        Map<Rope, CpuRope> ropes = new IdentityHashMap<>();
        embedding = weights.of(model.embedding());
        blocks = model.blocks().stream().map(block -> new LearningBlock(block, width, weights, scratch,
                rope -> rope == null ? null : ropes.computeIfAbsent(rope, CpuRope::new))).toList();
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
    static boolean supports(CausalLm model) {
        return Blas.isAvailable() && model.softcap() == 0 && model.blocks().stream().allMatch(KernelTrunk::supports);
    }

    private static boolean supports(DecoderBlock block) {
        return block.attention() instanceof GroupedAttention attention && attention.softcap() == 0
                && (attention.rope() == null || attention.rope().stretch() == null)
                && block.mlp() instanceof GatedMlp mlp && (mlp.activation() == Activation.SILU || mlp.activation() == Activation.GELU_TANH)
                && Stream.of(attention.q(), attention.k(), attention.v(), attention.o(), mlp.gate(), mlp.up(), mlp.down()).allMatch(LearningLora::supports);
    }

    LearningWeights weights() {
        return weights;
    }

    Scratch scratch() {
        return scratch;
    }

    List<Weight> trained() {
        return trained;
    }

    void reserve(int tokens) {
        for (int i = 0; i < inputs.length; i++) inputs[i] = Floats.atLeast(inputs[i], tokens * width);
        for (int i = 0; i < (checkpointing ? 1 : blocks.size()); i++) room(i, tokens);
        slope = Floats.atLeast(slope, tokens * width);
    }

    /// A pass whose backward part will follow.
    /// @param pass what dropout is drawn from beside the seed, or [Learner#WITHOUT_DROPOUT]
    /// @return `[N, D]`, what the last block gave
    Floats learn(TokenBatch batch, Layout layout, long pass) {
        scratch.dropout(pass == Learner.WITHOUT_DROPOUT ? null : new Dropout(seed, pass));
        scratch.adapter(true);
        for (int i = 0; i < inputs.length; i++) inputs[i] = Floats.atLeast(inputs[i], batch.tokens() * width);
        embed(batch);
        for (int i = 0; i < blocks.size(); i++) blocks.get(i).forward(inputs[i], room(checkpointing ? 0 : i, batch.tokens()), layout, inputs[i + 1]);
        return inputs[blocks.size()];
    }

    /// A pass alone, of which nothing is kept.
    /// @param adapter whether an adapter takes part
    Floats read(TokenBatch batch, boolean adapter) {
        scratch.dropout(null);
        scratch.adapter(adapter);
        Layout layout = Layout.of(batch.segments());
        for (int i = 0; i < 2; i++) inputs[i] = Floats.atLeast(inputs[i], batch.tokens() * width);
        embed(batch);
        for (int i = 0; i < blocks.size(); i++) blocks.get(i).forward(inputs[i & 1], room(0, batch.tokens()), layout, inputs[i + 1 & 1]);
        return inputs[blocks.size() & 1];
    }

    private void embed(TokenBatch batch) {
        weights.wake();
        for (int t = 0; t < batch.tokens(); t++) inputs[0].copyFrom(t * width, embedding.value(), batch.ids()[t] * width, width);
        if (model.embeddingScale() != 1) Elementwise.scale(inputs[0], 0, (float) model.embeddingScale(), batch.tokens() * width);
    }

    private LearningBlock.Kept room(int block, int tokens) {
        kept[block] = blocks.get(block).room(tokens, kept[block]);
        return kept[block];
    }

    /// Room for the gradient of what the last block gave, set to zero.
    Floats slope(int tokens) {
        slope = Floats.atLeast(slope, tokens * width);
        slope.fill(0, (long) tokens * width, 0);
        return slope;
    }

    /// Adds the gradients of the weights, from that in [#slope].
    void backward(TokenBatch batch, Layout layout) {
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

    void clearGradients() {
        for (LearningWeight weight : trainedMemory) weight.gradient().fill(0, weight.gradient().length(), 0);
    }

    void rest() {
        weights.rest();
        for (Floats input : inputs) if (input != null) input.release();
        for (LearningBlock.Kept each : kept) if (each != null) each.release();
        slope.release();
        scratch.release();
    }

    void weightsChanged() {
        weights.wake();     // norms keep numbers made of the stored ones
        blocks.forEach(LearningBlock::weightsChanged);
    }
}
