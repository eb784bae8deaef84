package dev.hone.checkpoint;

import static dev.hone.checkpoint.GgufPreTokenizer.object;

import dev.hone.settings.UserError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The tokenizer that a GGUF file carries, as the files that transformers and the tokenizers library read. Two kinds are
/// known: byte-level BPE with its merges (`gpt2`), and SentencePiece's BPE with scores (`llama`).
/// @param tokens every token's text, by id; empty where the model has no tokenizer
/// @param types  every token's kind, by id
record GgufTokenizer(GgufConfig config, List<String> tokens, List<Long> types) {
    private static final long NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final String SPACE = "\u2581";

    static GgufTokenizer of(GgufConfig config) {
        GgufMetadata metadata = config.metadata();
        if (!metadata.has("tokenizer.ggml.model") || metadata.text("tokenizer.ggml.model").equals("none"))
            return new GgufTokenizer(config, List.of(), List.of());
        List<String> tokens = metadata.texts("tokenizer.ggml.tokens");
        List<Long> types = metadata.has("tokenizer.ggml.token_type") ? metadata.integers("tokenizer.ggml.token_type") : Collections.nCopies(tokens.size(), NORMAL);
        if (types.size() != tokens.size()) throw new UserError(config.gguf().path() + ": has " + types.size()
                + " token types (tokenizer.ggml.token_type) for " + tokens.size() + " tokens");
        if (tokens.size() > config.vocabulary()) throw new UserError(config.gguf().path() + ": has " + tokens.size()
                + " tokens (tokenizer.ggml.tokens), but the embedding only " + config.vocabulary() + " rows");
        if (metadata.text("tokenizer.ggml.model").equals("llama")) tokens = withMarkedSpaces(tokens, types);
        return new GgufTokenizer(config, tokens, types);
    }

    /// llama.cpp writes user-defined runs of spaces, as Gemma has them, with plain spaces; the tokenizer itself marks them.
    private static List<String> withMarkedSpaces(List<String> tokens, List<Long> types) {
        List<String> marked = new ArrayList<>(tokens);
        for (int id = 0; id < marked.size(); id++)
            if (types.get(id) == USER_DEFINED && marked.get(id).matches(" +")) marked.set(id, marked.get(id).replace(" ", SPACE));
        return marked;
    }

    /// Files by name: tokenizer.json, tokenizer_config.json and the chat templates. Empty where the model has no tokenizer.
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (tokens.isEmpty()) return files;
        files.put(HfFolder.TOKENIZER, metadata().textIfAny("tokenizer.huggingface.json").map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> Json.pretty(json())));
        files.put(HfFolder.TOKENIZER_CONFIG, Json.pretty(configJson()));
        metadata().textIfAny("tokenizer.chat_template").ifPresent(template -> files.put(HfFolder.CHAT_TEMPLATE, template.getBytes(StandardCharsets.UTF_8)));
        for (String key : metadata().values().keySet())
            if (key.startsWith("tokenizer.chat_template.")) files.put(HfFolder.MORE_CHAT_TEMPLATES + "/" + templateName(key) + ".jinja",
                    metadata().text(key).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /// The name becomes a file name, so it must not lead out of the folder.
    private String templateName(String key) {
        String name = key.substring("tokenizer.chat_template.".length());
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) throw new UserError(config.gguf().path() + ": the chat template's name " + name
                + " is not made of letters, digits, _ and -");
        return name;
    }

    private GgufMetadata metadata() {
        return config.metadata();
    }

    private Map<String, Object> json() {
        String kind = metadata().text("tokenizer.ggml.model");
        return switch (kind) {
            case "gpt2" -> byteLevelJson();
            case "llama" -> sentencePieceJson();
            default -> throw new UserError(config.gguf().path() + ": the tokenizer " + kind + " (tokenizer.ggml.model) cannot be converted; "
                    + "those that can are gpt2 (byte-level BPE) and llama (SentencePiece BPE)");
        };
    }

    private Map<String, Object> byteLevelJson() {
        GgufPreTokenizer way = GgufPreTokenizer.of(metadata());
        String name = metadata().textIfAny("tokenizer.ggml.pre").orElse("default");
        Map<String, Long> vocabulary = vocabulary();
        Map<String, Object> model = model(vocabulary, merges(vocabulary));
        model.put("ignore_merges", way.ignoresMerges());
        return tokenizer(GgufPreTokenizer.normalizes(name) ? object("type", "NFC") : null, way.json(), object("type", "ByteLevel",
                "add_prefix_space", true, "trim_offsets", true, "use_regex", true), GgufPreTokenizer.addsBos(name), model);
    }

    private List<List<String>> merges(Map<String, Long> vocabulary) {
        List<List<String>> merges = new ArrayList<>();
        for (String merge : metadata().texts("tokenizer.ggml.merges")) {
            int space = merge.indexOf(' ', 1);
            if (space < 0) throw new UserError(config.gguf().path() + ": merge \"" + merge + "\" (tokenizer.ggml.merges) is not two pieces with a space between");
            List<String> pieces = List.of(merge.substring(0, space), merge.substring(space + 1));
            if (!vocabulary.containsKey(pieces.get(0)) || !vocabulary.containsKey(pieces.get(1)) || !vocabulary.containsKey(pieces.get(0) + pieces.get(1)))
                throw new UserError(config.gguf().path() + ": merge \"" + merge + "\" (tokenizer.ggml.merges) is of tokens that the vocabulary lacks");
            merges.add(pieces);
        }
        return merges;
    }

    /// SentencePiece as transformers converts it: spaces become ▁, unknown characters bytes, and the scores an order of merges.
    private Map<String, Object> sentencePieceJson() {
        Map<String, Long> vocabulary = vocabulary();
        Map<String, Object> model = model(vocabulary, mergesByScore(vocabulary));
        model.put("unk_token", tokens.get((int) unknown()));
        model.put("fuse_unk", true);
        model.put("byte_fallback", true);
        boolean prefix = metadata().flag("tokenizer.ggml.add_space_prefix", true);
        Map<String, Object> spaces = object("type", "Replace", "pattern", Map.of("String", " "), "content", SPACE);
        Map<String, Object> normalizer = prefix ? object("type", "Sequence", "normalizers", List.of(object("type", "Prepend", "prepend", SPACE), spaces)) : spaces;
        List<Object> decoders = new ArrayList<>(List.of(object("type", "Replace", "pattern", Map.of("String", SPACE), "content", " "),
                object("type", "ByteFallback"), object("type", "Fuse")));
        if (prefix) decoders.add(object("type", "Strip", "content", " ", "start", 1, "stop", 0));
        return tokenizer(normalizer, null, object("type", "Sequence", "decoders", decoders), true, model);
    }

    private long unknown() {
        return config.tokenId("unknown").orElse(0L);
    }

    /// A token can be merged from any two tokens that make it up; the better its score, the earlier. This is
    /// `generate_merges` of transformers: ties go to the longer left piece, then to the longer right one. User-defined tokens
    /// come first, for SentencePiece never splits them; control tokens are never made from text.
    private List<List<String>> mergesByScore(Map<String, Long> vocabulary) {
        record Merge(String left, String right, double score) {}
        List<Double> scores = metadata().numbers("tokenizer.ggml.scores");
        if (scores.size() != tokens.size()) throw new UserError(config.gguf().path() + ": has " + scores.size() + " scores (tokenizer.ggml.scores) for "
                + tokens.size() + " tokens");
        List<Merge> merges = new ArrayList<>();
        vocabulary.forEach((token, id) -> {
            if (type(id) == CONTROL) return;
            double score = type(id) == USER_DEFINED ? Double.POSITIVE_INFINITY : scores.get(id.intValue());
            List<Merge> ofToken = new ArrayList<>();
            for (int at = token.offsetByCodePoints(0, Math.min(1, token.length())); at < token.length(); at = token.offsetByCodePoints(at, 1)) {
                String left = token.substring(0, at);
                String right = token.substring(at);
                if (vocabulary.containsKey(left) && vocabulary.containsKey(right)) ofToken.add(new Merge(left, right, score));
            }
            ofToken.sort(Comparator.<Merge>comparingLong(merge -> vocabulary.get(merge.left())).thenComparingLong(merge -> vocabulary.get(merge.right())));
            merges.addAll(ofToken);
        });
        merges.sort(Comparator.comparingDouble(Merge::score).thenComparingInt(merge -> merge.left().codePointCount(0, merge.left().length()))
                .thenComparingInt(merge -> merge.right().codePointCount(0, merge.right().length())).reversed());
        return merges.stream().map(merge -> List.of(merge.left(), merge.right())).toList();
    }

    private Map<String, Long> vocabulary() {
        Map<String, Long> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            // Names that llama.cpp invents to fill up the embedding; the original tokenizer does not have them.
            if (type(id) == UNUSED && tokens.get(id).equals("[PAD" + id + "]")) continue;
            if (vocabulary.put(tokens.get(id), (long) id) != null) throw new UserError(config.gguf().path() + ": token \"" + tokens.get(id)
                    + "\" (tokenizer.ggml.tokens) is given twice");
        }
        return vocabulary;
    }

    private long type(long id) {
        return types.get((int) id);
    }

    private static Map<String, Object> model(Map<String, Long> vocabulary, List<List<String>> merges) {
        return object("type", "BPE", "dropout", null, "unk_token", null, "continuing_subword_prefix", null, "end_of_word_suffix", null,
                "fuse_unk", false, "byte_fallback", false, "ignore_merges", false, "vocab", vocabulary, "merges", merges);
    }

    private Map<String, Object> tokenizer(Object normalizer, Object preTokenizer, Object decoder, boolean bosByDefault, Object model) {
        return object("version", "1.0", "truncation", null, "padding", null, "added_tokens", addedTokens(), "normalizer", normalizer,
                "pre_tokenizer", preTokenizer, "post_processor", postProcessor(bosByDefault), "decoder", decoder, "model", model);
    }

    private List<Object> addedTokens() {
        List<Object> added = new ArrayList<>();
        addedTokenIds().forEach(id -> {
            Map<String, Object> token = object("id", id);
            token.putAll(addedToken(id));
            added.add(token);
        });
        return added;
    }

    private List<Integer> addedTokenIds() {
        List<Integer> ids = new ArrayList<>();
        Optional<Long> unknown = config.tokenId("unknown");
        for (int id = 0; id < tokens.size(); id++)
            if (type(id) == CONTROL || type(id) == USER_DEFINED || unknown.isPresent() && unknown.get() == id) ids.add(id);
        return ids;
    }

    private Map<String, Object> addedToken(int id) {
        return object("content", tokens.get(id), "single_word", false, "lstrip", false, "rstrip", false, "normalized", false,
                "special", type(id) != USER_DEFINED);
    }

    /// Puts BOS before and EOS after a text where the model wants that.
    private Object postProcessor(boolean bosByDefault) {
        boolean bos = metadata().flag("tokenizer.ggml.add_bos_token", bosByDefault) && config.tokenId("bos").isPresent();
        boolean eos = metadata().flag("tokenizer.ggml.add_eos_token", false) && config.tokenId("eos").isPresent();
        if (!bos && !eos) return null;
        Map<String, Object> special = new TreeMap<>();
        List<Object> single = new ArrayList<>();
        List<Object> pair = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            List<Object> steps = new ArrayList<>();
            if (bos) steps.add(specialStep("bos", part, special));
            steps.add(object("Sequence", object("id", part == 0 ? "A" : "B", "type_id", part)));
            if (eos) steps.add(specialStep("eos", part, special));
            if (part == 0) single.addAll(steps);
            pair.addAll(steps);
        }
        return object("type", "TemplateProcessing", "single", single, "pair", pair, "special_tokens", special);
    }

    private Object specialStep(String which, int typeId, Map<String, Object> special) {
        long id = config.tokenId(which).orElseThrow();
        String token = tokens.get((int) id);
        special.put(token, object("id", token, "ids", List.of(id), "tokens", List.of(token)));
        return object("SpecialToken", object("id", token, "type_id", typeId));
    }

    private Map<String, Object> configJson() {
        Map<String, Object> json = new TreeMap<>();
        Map<String, Object> added = new LinkedHashMap<>();
        for (int id : addedTokenIds()) added.put(String.valueOf(id), addedToken(id));
        json.put("added_tokens_decoder", added);
        Map.of("bos", "bos_token", "eos", "eos_token", "unknown", "unk_token", "padding", "pad_token").forEach((which, name) ->
                config.tokenId(which).filter(id -> id < tokens.size()).ifPresent(id -> json.put(name, tokens.get(id.intValue()))));
        json.put("clean_up_tokenization_spaces", false);
        json.put("model_max_length", metadata().integer(config.key("context_length")));
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        return json;
    }
}
