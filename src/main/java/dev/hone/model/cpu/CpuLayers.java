package dev.hone.model.cpu;

import dev.hone.model.layer.Attention;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.FeedForward;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.LatentAttention;
import dev.hone.model.layer.Linear;
import dev.hone.model.layer.MixtureOfExperts;
import dev.hone.model.layer.RmsNorm;
import dev.hone.model.layer.Rope;
import dev.hone.tensor.DType;
import java.util.IdentityHashMap;
import java.util.Map;

/// Makes the processor's form of a model's layers, with what they share: buffers, rotary tables, the type of the weights.
/// @param stored where the weights come from
/// @param kept how large weights are kept, or null for as they are stored
record CpuLayers(StoredRows stored, DType kept, Buffers buffers, Map<Rope, CpuRope> ropes) {
    /// A decoder block.
    record Block(CpuNorm beforeAttention, CpuAttention attention, CpuNorm afterAttention,
            CpuNorm beforeMlp, CpuFeedForward mlp, CpuNorm afterMlp, float residualScale) {}

    CpuLayers(StoredRows stored, DType kept) {
        this(stored, kept, new Buffers(), new IdentityHashMap<>());
    }

    Block block(DecoderBlock block) {
        return new Block(norm(block.beforeAttention()), attention(block.attention()), normAfter(block.afterAttention()),
                norm(block.beforeMlp()), feedForward(block.mlp()), normAfter(block.afterMlp()), (float) block.residualScale());
    }

    CpuNorm norm(RmsNorm norm) {
        return CpuNorm.orNull(norm, stored, buffers.normed);
    }

    private CpuNorm normAfter(RmsNorm norm) {
        return CpuNorm.orNull(norm, stored, buffers.normedAfter);
    }

    CpuLinear head(Linear head) {
        return new CpuLinear(buffers.logits, stored, kept, head);
    }

    private CpuAttention attention(Attention attention) {
        return switch (attention) {
            case GroupedAttention grouped -> new CpuGroupedAttention(grouped, rope(grouped.rope()), stored, kept, buffers);
            case LatentAttention latent -> new CpuLatentAttention(latent, rope(latent.rope()), stored, kept, buffers);
        };
    }

    /// Layers with the same angles share their table.
    private CpuRope rope(Rope rope) {
        return rope == null ? null : ropes.computeIfAbsent(rope, CpuRope::new);
    }

    private CpuFeedForward feedForward(FeedForward mlp) {
        return switch (mlp) {
            case GatedMlp gated -> new CpuMlp(gated, stored, kept, buffers);
            case MixtureOfExperts moe -> new CpuMoe(moe, stored, kept, buffers);
        };
    }
}
