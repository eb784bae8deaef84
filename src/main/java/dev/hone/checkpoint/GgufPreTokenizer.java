package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How a byte-level tokenizer cuts text into words before merging. GGUF only names the way (`tokenizer.ggml.pre`);
/// tokenizer.json spells it out. Source: the expressions in llama.cpp's src/llama-vocab.cpp, `llm_tokenizer_bpe`.
enum GgufPreTokenizer {
    GPT2(List.of("gpt-2", "gpt2", "default", "phi-2", "mpt", "olmo", "jina-es", "jina-de", "gigachat", "roberta-bpe", "exaone4")),
    SINGLE_DIGITS(List.of("smollm", "starcoder", "refact", "codeshell", "command-r", "exaone", "minerva-7b")),
    LLAMA3(List.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "smaug-bpe", "dbrx")),
    QWEN2(List.of("qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez", "kormo")),
    GPT4O(List.of("gpt-4o", "llama4", "granite-4")),
    TEKKEN(List.of("tekken")),
    DEEPSEEK_V3(List.of("deepseek-v3", "hunyuan-dense"));

    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String REST = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String REST_WITH_SLASH = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LOWER_END = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+";
    private static final String UPPER_START = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*";

    private final List<String> names;

    GgufPreTokenizer(List<String> names) {
        this.names = names;
    }

    /// @param name `tokenizer.ggml.pre`; files from before that key had GPT-2's way
    static GgufPreTokenizer of(GgufMetadata metadata) {
        String name = metadata.textIfAny("tokenizer.ggml.pre").orElse("default");
        return Arrays.stream(values()).filter(way -> way.names.contains(name)).findFirst().orElseThrow(() -> new UserError(metadata.file()
                + ": the pre-tokenizer " + name + " (tokenizer.ggml.pre) is not known; known are "
                + Arrays.stream(values()).flatMap(way -> way.names.stream()).collect(Collectors.joining(", "))));
    }

    /// The `pre_tokenizer` of tokenizer.json.
    Map<String, Object> json() {
        return switch (this) {
            case GPT2 -> byteLevel(true);
            case SINGLE_DIGITS -> sequence(object("type", "Digits", "individual_digits", true), byteLevel(true));
            case LLAMA3 -> split(CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" + REST);
            case QWEN2 -> split(CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + REST);
            case GPT4O -> split(LOWER_END + CONTRACTIONS + "?|" + UPPER_START + CONTRACTIONS + "?|\\p{N}{1,3}" + REST_WITH_SLASH);
            case TEKKEN -> split(LOWER_END + "|" + UPPER_START + "|\\p{N}" + REST_WITH_SLASH);
            case DEEPSEEK_V3 -> split("\\p{N}{1,3}", "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
                    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
                            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
        };
    }

    /// Whether a word that is a token as it stands skips the merges.
    boolean ignoresMerges() {
        return this == LLAMA3 || this == TEKKEN;
    }

    /// Whether llama.cpp begins a text with BOS where the file does not say.
    static boolean addsBos(String name) {
        return List.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "tekken").contains(name);
    }

    /// Qwen's tokenizer composes characters first, Cohere's too.
    static boolean normalizes(String name) {
        return List.of("qwen2", "deepseek-r1-qwen", "command-r").contains(name);
    }

    private static Map<String, Object> split(String... patterns) {
        Object[] steps = new Object[patterns.length + 1];
        for (int i = 0; i < patterns.length; i++)
            steps[i] = object("type", "Split", "pattern", Map.of("Regex", patterns[i]), "behavior", "Isolated", "invert", false);
        steps[patterns.length] = byteLevel(false);
        return sequence(steps);
    }

    private static Map<String, Object> sequence(Object... steps) {
        return object("type", "Sequence", "pretokenizers", List.of(steps));
    }

    private static Map<String, Object> byteLevel(boolean useRegex) {
        return object("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", useRegex);
    }

    /// A JSON object in the order given.
    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return object;
    }
}
