package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/// The tensors of a GGUF model under transformers' names, in its row order and shapes. Nothing is computed before
/// a tensor is written; what is missing, of another shape or unreadable is said at once.
record GgufWeights(GgufConfig config) {
    /// What llama.cpp keeps as tensors and transformers as configuration, or computes.
    private static final Set<String> CONFIGURATION = Set.of("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight");

    List<TensorSource> sources(DType dtype) {
        GgufFamily family = config.family();
        Map<String, long[]> expected = new LinkedHashMap<>();
        List<TensorSource> sources = new ArrayList<>();
        long[] table = {config.vocabulary(), config.width()};
        add(sources, expected, "token_embd.weight", "model.embed_tokens.weight", dtype, table);
        for (long layer = 0; layer < config.layers(); layer++)
            for (GgufFamily.Part part : family.parts()) addPart(sources, expected, part, layer, dtype);
        add(sources, expected, "output_norm.weight", "model.norm.weight", dtype, config.width());
        if (!config.tied()) add(sources, expected, "output.weight", "lm_head.weight", dtype, table);
        check(expected);
        return sources;
    }

    private void addPart(List<TensorSource> sources, Map<String, long[]> expected, GgufFamily.Part part, long layer, DType dtype) {
        String gguf = "blk." + layer + "." + part.gguf();
        if (part.optional() && !tensors().containsKey(gguf)) return;
        String hf = "model.layers." + layer + "." + part.hf();
        long[] shape = Arrays.stream(part.axes()).mapToLong(config::size).toArray();
        if (part.perExpert()) addExperts(sources, expected, gguf, hf, shape, dtype);
        else if (part.permuted()) addPermuted(sources, expected, gguf, hf, shape, dtype);
        else add(sources, expected, gguf, hf, dtype, shape);
    }

    private void add(List<TensorSource> sources, Map<String, long[]> expected, String gguf, String hf, DType dtype, long... shape) {
        expected.put(gguf, shape);
        float shift = gguf.endsWith("norm.weight") ? config.family().normShift() : 0;
        sources.add(source(gguf, hf, dtype, shape, 0, row -> row, shift));
    }

    private void addPermuted(List<TensorSource> sources, Map<String, long[]> expected, String gguf, String hf, long[] shape, DType dtype) {
        expected.put(gguf, shape);
        sources.add(source(gguf, hf, dtype, shape, 0, rowOrder(config.headDim()), 0));
    }

    private void addExperts(List<TensorSource> sources, Map<String, long[]> expected, String gguf, String hf, long[] shape, DType dtype) {
        expected.put(gguf, shape);
        GgufTensor tensor = tensors().get(gguf);
        if (tensor == null || !Arrays.equals(tensor.shape(), shape)) return;            // which check() will say
        for (int expert = 0; expert < shape[0]; expert++)
            sources.add(source(gguf, String.format(hf, expert), dtype, new long[] {shape[1], shape[2]}, expert * shape[1], row -> row, 0));
    }

    /// llama.cpp rotates neighbouring numbers, transformers number i with number i + half; so within each head row
    /// `half·j + i` of a folder is row `2·i + j` of the file.
    static LongUnaryOperator rowOrder(long headDim) {
        long half = headDim / 2;
        return row -> {
            long inHead = row % headDim;
            return row - inHead + 2 * (inHead % half) + inHead / half;
        };
    }

    private TensorSource source(String gguf, String hf, DType dtype, long[] shape, long firstRow, LongUnaryOperator order, float shift) {
        return new TensorSource(hf, dtype, shape, scratch -> {
            GgufTensor tensor = tensors().get(gguf);
            var out = scratch.allocate(Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact), 64);
            // A bias is a column of rows with one number each, so that its rows are reordered as those of its matrix.
            if (shape.length == 1) tensor = new GgufTensor(tensor.file(), gguf, tensor.type(), new long[] {shape[0], 1}, tensor.bytes());
            tensor.writeRows(firstRow, shape[0], order, shift, dtype, out);
            return out;
        });
    }

    private Map<String, GgufTensor> tensors() {
        return config.gguf().tensors();
    }

    private void check(Map<String, long[]> expected) {
        Map<String, long[]> found = new LinkedHashMap<>();
        for (GgufTensor tensor : tensors().values()) {
            if (CONFIGURATION.contains(tensor.name()) || tensor.name().endsWith(".attn_rot_embd.weight")) continue;
            found.put(tensor.name(), tensor.shape());
            tensor.requireReadable();
            if (tensor.shape().length == 1 && tensor.type().block() > 1) throw new UserError(tensor.file() + ": tensor " + tensor.name()
                    + " has one axis and is quantised as " + tensor.type() + ", which llama.cpp does not do");
        }
        WeightNames.check(config.gguf().path(), expected, found);
        checkBiases(new HashSet<>(found.keySet()));
    }

    /// transformers has biases in all layers or in none, and where attention has them in all four of its matrices
    /// (Qwen2 aside, in three).
    private void checkBiases(Set<String> found) {
        List<List<String>> together = config.family() == GgufFamily.QWEN2
                ? List.of(List.of("attn_q.bias", "attn_k.bias", "attn_v.bias"))
                : List.of(List.of("attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_output.bias"), List.of("ffn_gate.bias", "ffn_up.bias", "ffn_down.bias"));
        for (List<String> group : together) {
            long count = 0;
            for (long layer = 0; layer < config.layers(); layer++)
                for (String bias : group) if (found.contains("blk." + layer + "." + bias)) count++;
            if ((count != 0 || config.family() == GgufFamily.QWEN2) && count != config.layers() * group.size()) throw new UserError(config.gguf().path() + ": has " + count + " of the "
                    + config.layers() * group.size() + " biases " + String.join(", ", group) + "; transformers' " + config.family().className()
                    + " has all of them" + (config.family() == GgufFamily.QWEN2 ? "" : " or none"));
        }
    }
}
