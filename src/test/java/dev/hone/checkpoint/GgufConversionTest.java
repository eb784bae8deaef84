package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GgufConversionTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    @TempDir Path folder;

    @Test void theFolderAppearsWholeAndProgressIsTold() throws IOException {
        List<String> told = new ArrayList<>();
        var result = GgufConversion.convert(gguf(_ -> {}), folder.resolve("out/hf"), DType.BFLOAT16, 1 << 20, false,
                (tensor, number, total) -> told.add(number + "/" + total + " " + tensor));
        assertEquals(14, told.size());
        assertEquals("1/14", told.getFirst().split(" ")[0]);
        assertEquals("14/14", told.getLast().split(" ")[0]);
        assertEquals(new GgufConversion.Result(folder.resolve("out/hf"), "Qwen2ForCausalLM", DType.BFLOAT16, result.tensors(), result.parameters(),
                result.parameters() * 2), result);
        assertEquals(List.of("hf"), names(folder.resolve("out")));
        assertEquals("bfloat16", HfFolder.open(folder.resolve("out/hf")).config().get("dtype").stringValue());
    }

    @Test void aTargetThatIsThereIsKeptUnlessToldOtherwise() throws IOException {
        Path gguf = gguf(_ -> {});
        Path target = Files.createDirectory(folder.resolve("hf"));
        convert(gguf, target, false);                                                   // empty: taken
        assertEquals(target + ": is there already and not empty; name another folder, or say --overwrite",
                assertThrows(UserError.class, () -> convert(gguf, target, false)).getMessage());
        Files.writeString(target.resolve("stale.txt"), "x");
        convert(gguf, target, true);
        assertFalse(Files.exists(target.resolve("stale.txt")));
        Files.createDirectory(target.resolve("checkpoint-10"));
        String foreign = assertThrows(UserError.class, () -> convert(gguf, target, true)).getMessage();
        assertTrue(foreign.startsWith(target + ": is not a plain model's folder (it has folders in it), so --overwrite does not replace it"), foreign);
        assertTrue(assertThrows(UserError.class, () -> convert(gguf, gguf, true)).getMessage().endsWith(": is a file, expected a folder or nothing"));
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("letter.txt"), "dear");
        assertThrows(UserError.class, () -> convert(gguf, home, true));
        assertEquals("dear", Files.readString(home.resolve("letter.txt")));
    }

    @Test void whatCannotBeConvertedIsSaidAndLeavesNothing() throws IOException {
        refuse(builder -> builder.put("general.architecture", "rwkv7"), "architecture rwkv7 cannot be converted; those that can are llama, smollm3, granite, qwen2");
        refuse(builder -> builder.put("split.count", 3L).put("split.no", 1L), "is part 2 of 3; join the parts first");
        refuse(builder -> builder.put("qwen2.block_count", 2L), "the weights do not fit the configuration; ");
        refuse(builder -> builder.put("qwen2.block_count", 1L << 40), "metadata qwen2.block_count is 1099511627776, expected a count");
        refuse(builder -> builder.put("qwen2.block_count", 1_000_000_000L), "but there are only ");
        refuse(builder -> builder.put("qwen2.embedding_length", 16L), "of another shape: token_embd.weight (expected [5, 16], got [5, 8])");
        refuse(builder -> builder.tensor("blk.0.extra.weight", new long[] {1}, 1f), "1 unexpected: blk.0.extra.weight");
        refuse(builder -> builder.put("qwen2.rope.scaling.type", "dynamic"), "rope scaling dynamic cannot be converted");
        refuse(builder -> builder.put("qwen2.rope.dimension_count", 2L), "qwen2.rope.dimension_count is 2, but a head has 4 numbers");
        refuse(builder -> builder.put("tokenizer.ggml.eos_token_id", 77L), "metadata tokenizer.ggml.eos_token_id is 77, but there are only 5 tokens");
        refuse(builder -> builder.put("tokenizer.ggml.pre", "klingon"), "the pre-tokenizer klingon (tokenizer.ggml.pre) is not known; known are gpt-2");
        refuse(builder -> builder.put("tokenizer.ggml.model", "bert"), "the tokenizer bert (tokenizer.ggml.model) cannot be converted");
        refuse(builder -> builder.put("tokenizer.ggml.merges", List.of("a q")), "merge \"a q\" (tokenizer.ggml.merges) is of tokens that the vocabulary lacks");
        refuse(builder -> builder.put("tokenizer.ggml.merges", List.of("ab")), "is not two pieces with a space between");
        refuse(builder -> builder.put("tokenizer.ggml.tokens", List.of("a", "a", "b", "ab", "c")), "token \"a\" (tokenizer.ggml.tokens) is given twice");
        refuse(builder -> builder.put("tokenizer.ggml.token_type", List.of(1L)), "has 1 token types (tokenizer.ggml.token_type) for 5 tokens");
        refuse(builder -> builder.put("tokenizer.chat_template.../../x", "{{ x }}"), "the chat template's name ../../x is not made of letters");
    }

    /// Where a turn ends with another token than a text, generation has to stop at both.
    @Test void theTemplatesEndOfTurnStopsGenerationToo() throws IOException {
        Path gguf = gguf(builder -> builder.put("tokenizer.ggml.tokens", List.of("<|im_end|>", "a", "b", "ab", "<|endoftext|>"))
                .put("tokenizer.ggml.token_type", List.of(3L, 1L, 1L, 1L, 3L)).put("tokenizer.ggml.eos_token_id", 4L)
                .put("tokenizer.chat_template", "{{ x }}<|im_end|>"));
        convert(gguf, folder.resolve("hf"), false);
        assertEquals("[4,0]", HfFolder.open(folder.resolve("hf")).generationConfig().orElseThrow().get("eos_token_id").toString());
    }

    @Test void theTokenizerIsWrittenAsTheTokenizersLibraryReadsIt() throws IOException {
        Path gguf = gguf(builder -> builder.put("tokenizer.ggml.pre", "llama-bpe").put("tokenizer.ggml.bos_token_id", 4L)
                .put("tokenizer.ggml.token_type", List.of(1L, 1L, 1L, 4L, 3L)));
        convert(gguf, folder.resolve("hf"), false);
        JsonNode tokenizer = Json.objectIn(folder.resolve("hf/tokenizer.json"));
        assertTrue(tokenizer.at("/model/ignore_merges").booleanValue());
        assertEquals("[[\"a\",\"b\"]]", tokenizer.at("/model/merges").toString());
        assertEquals("[{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}]", tokenizer.at("/post_processor/single").toString());
        assertEquals("[3,4]", "[" + tokenizer.at("/added_tokens/0/id") + "," + tokenizer.at("/added_tokens/1/id") + "]");
        assertFalse(tokenizer.at("/added_tokens/0/special").booleanValue());            // user-defined, not control
        assertTrue(tokenizer.at("/added_tokens/1/special").booleanValue());
    }

    /// A token's score orders the merges that make it: "ab" with -1 comes before "abc" with -2.
    @Test void scoresOfSentencePieceBecomeMerges() throws IOException {
        Path gguf = gguf(builder -> builder.put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.tokens", List.of("a", "b", "c", "ab", "abc"))
                .put("tokenizer.ggml.token_type", List.of(1L, 1L, 1L, 1L, 1L)).put("tokenizer.ggml.scores", List.of(-9.0, -9.0, -9.0, -1.0, -2.0)).put("tokenizer.ggml.add_bos_token", false));
        convert(gguf, folder.resolve("hf"), false);
        JsonNode tokenizer = Json.objectIn(folder.resolve("hf/tokenizer.json"));
        assertEquals("[[\"a\",\"b\"],[\"ab\",\"c\"]]", tokenizer.at("/model/merges").toString());
        assertTrue(tokenizer.at("/model/byte_fallback").booleanValue());
        assertEquals("Prepend", tokenizer.at("/normalizer/normalizers/0/type").stringValue());
        assertTrue(tokenizer.get("post_processor").isNull());
    }

    @Test void aFolderIsWrittenAgainInOtherNumbersAndShards() throws IOException {
        Path model = MODELS.resolve("llama-smollm2");
        GgufConversion.rewrite(model, folder.resolve("hf"), DType.BFLOAT16, 20_000, false, GgufConversion.Progress.NONE);
        HfFolder written = HfFolder.open(folder.resolve("hf"));
        assertEquals("bfloat16", written.config().get("dtype").stringValue());
        assertEquals(-1, Files.mismatch(model.resolve("generation_config.json"), written.path().resolve("generation_config.json")));
        try (Safetensors before = Safetensors.open(model); Safetensors after = written.weights()) {
            assertEquals(new TreeSet<>(before.names()), new TreeSet<>(after.names()));
            assertTrue(names(written.path()).contains("model.safetensors.index.json"));
            float first = before.get("model.norm.weight").bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
            assertEquals(FloatFormat.toBfloat16(first), after.get("model.norm.weight").bytes().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0));
        }
    }

    private void refuse(Consumer<GgufBuilder> change, String expected) throws IOException {
        Path gguf = gguf(change);
        String message = assertThrows(UserError.class, () -> convert(gguf, folder.resolve("never"), false)).getMessage();
        assertTrue(message.startsWith(gguf.toString()), message);
        assertTrue(message.contains(expected), message);
        assertEquals(List.of("m.gguf"), names(folder));
    }

    private static void convert(Path gguf, Path target, boolean overwrite) {
        GgufConversion.convert(gguf, target, DType.FLOAT32, 1 << 20, overwrite, GgufConversion.Progress.NONE);
    }

    /// A Qwen2 of one layer, width 8, two heads and five tokens.
    private Path gguf(Consumer<GgufBuilder> change) throws IOException {
        GgufBuilder builder = new GgufBuilder().put("general.architecture", "qwen2");
        for (var size : List.of("block_count=1", "context_length=16", "embedding_length=8", "feed_forward_length=12", "attention.head_count=2",
                "attention.head_count_kv=1")) builder.put("qwen2." + size.split("=")[0], Long.parseLong(size.split("=")[1]));
        builder.put("qwen2.attention.layer_norm_rms_epsilon", 1e-6).put("qwen2.rope.freq_base", 1e6);
        builder.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "qwen2").put("tokenizer.ggml.tokens", List.of("a", "b", "ab", "c", "<s>"))
                .put("tokenizer.ggml.token_type", List.of(1L, 1L, 1L, 1L, 3L)).put("tokenizer.ggml.merges", List.of("a b")).put("tokenizer.ggml.eos_token_id", 4L);
        zeros(builder, "token_embd.weight", 5, 8);
        for (String norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) zeros(builder, norm + ".weight", 8);
        zeros(builder, "blk.0.attn_q.weight", 8, 8);
        zeros(builder, "blk.0.attn_q.bias", 8);
        for (String one : List.of("attn_k", "attn_v")) {
            zeros(builder, "blk.0." + one + ".weight", 4, 8);
            zeros(builder, "blk.0." + one + ".bias", 4);
        }
        zeros(builder, "blk.0.attn_output.weight", 8, 8);
        zeros(builder, "blk.0.ffn_gate.weight", 12, 8);
        zeros(builder, "blk.0.ffn_up.weight", 12, 8);
        zeros(builder, "blk.0.ffn_down.weight", 8, 12);
        change.accept(builder);
        return builder.write(folder.resolve("m.gguf"));
    }

    private static void zeros(GgufBuilder builder, String name, long... shape) {
        long count = 1;
        for (long side : shape) count *= side;
        builder.tensor(name, shape, new float[(int) count]);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
