package dev.hone.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Span;

import tools.jackson.core.JacksonException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// A model's tokenizer, Hugging Face's own, opened from the model's folder: text to ids and back.
/// It works offline, never cuts or pads, and can be used from many threads until it is closed.
public final class Tokenizer implements AutoCloseable {
    private static final String FILE = "tokenizer.json";

    static {
        // The binding otherwise reports its use to its vendor when it is first loaded.
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final Vocabulary vocabulary;
    private final SpecialTokens specialTokens;
    private final TokenizerSettings settings;
    /// Read when first asked for: a template that is broken or beyond us must not keep plain text from being tokenised.
    private volatile Optional<ChatTemplate> chatTemplate;
    private final boolean cleansSpaces;

    private Tokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, TokenizerSettings settings) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.specialTokens = settings.specialTokens(vocabulary);
        this.settings = settings;
        // transformers leaves BPE alone here, whatever the config says: it would corrupt the text.
        this.cleansSpaces = settings.config().path("clean_up_tokenization_spaces").asBoolean(false) && !vocabulary.modelType().equals("BPE");
    }

    /// Whether the folder has a tokenizer that [#open] can read.
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// @throws UserError when a file is missing or damaged, with what to do
    public static Tokenizer open(Path folder) {
        Path file = folder.resolve(FILE);
        if (!isIn(folder)) throw new UserError(file + ": there is no such file; a model folder needs a " + FILE
                + " to read or write text. Take it from where the model came from, or give rows of input_ids");
        return open(read(file), file.toString(), TokenizerSettings.read(folder));
    }

    /// Opens a tokenizer.json that is in memory.
    /// @param name          how messages call it
    /// @param specialTokens texts by `bos_token`, `eos_token`, `pad_token`, `unk_token`
    public static Tokenizer openJson(String tokenizerJson, String name, Map<String, String> specialTokens) {
        return open(tokenizerJson, name, TokenizerSettings.of(specialTokens));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private static Tokenizer open(String json, String name, TokenizerSettings settings) {
        if (json.startsWith("version https://git-lfs")) throw damaged(name, "it is only a Git LFS pointer, the file itself was not fetched", null);
        try {
            Vocabulary vocabulary = Vocabulary.read(json);
            var stream = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
            var tokenizer = HuggingFaceTokenizer.newInstance(stream, Map.of("truncation", "false", "padding", "false"));
            TokenizersLibrary.LIB.disableTruncation(tokenizer.getHandle());
            TokenizersLibrary.LIB.disablePadding(tokenizer.getHandle());
            return new Tokenizer(tokenizer, vocabulary, settings);
        } catch (JacksonException e) {
            throw damaged(name, "it is no complete JSON: " + e.getOriginalMessage(), e);
        } catch (UserError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static UserError damaged(String name, String what, Throwable cause) {
        return new UserError(name + ": this tokenizer cannot be opened: " + what + ". Take the file again from where the model came from", cause);
    }

    /// @param addSpecialTokens whether to add what the model expects around a text, such as a first `<s>`. As in transformers,
    ///                         tokenizer.json decides that; `add_bos_token` of an older tokenizer_config.json counts for nothing beside it
    public int[] encode(String text, boolean addSpecialTokens) {
        return encoded(text, addSpecialTokens, encoding -> ints(TokenizersLibrary.LIB.getTokenIds(encoding)));
    }

    /// Like [#encode], without adding special tokens, and with where each token came from.
    public Encoding encodeWithOffsets(String text) {
        return encoded(text, false, encoding -> {
            CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
            int[] starts = new int[spans.length];
            int[] ends = new int[spans.length];
            for (int i = 0; i < spans.length; i++) {
                if (spans[i] == null) continue;
                starts[i] = spans[i].getStart();
                ends[i] = spans[i].getEnd();
            }
            return new Encoding(ints(TokenizersLibrary.LIB.getTokenIds(encoding)), starts, ends);
        });
    }

    /// The native encoding lives only as long as it is read. Going past the binding's own method,
    /// which copies seven arrays where one is wanted, halves the time.
    private <T> T encoded(String text, boolean addSpecialTokens, LongFunction<T> read) {
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), wellFormed(text), addSpecialTokens);
        try {
            return read.apply(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /// Half of a surrogate pair is no character; one replacement for each keeps the offsets right.
    private static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) return text;
        var result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> result.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return result.toString();
    }

    private static int[] ints(long[] ids) {
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) result[i] = (int) ids[i];
        return result;
    }

    /// @param skipSpecialTokens leave out tokens such as `<|im_end|>`
    public String decode(int[] ids, boolean skipSpecialTokens) {
        long[] wide = IntStream.of(ids).asLongStream().toArray();
        String text = TokenizersLibrary.LIB.decode(tokenizer.getHandle(), wide, skipSpecialTokens);
        return cleansSpaces ? cleaned(text) : text;
    }

    private static String cleaned(String text) {
        String result = text;
        for (String end : List.of(".", "?", "!", ",")) result = result.replace(" " + end, end);
        result = result.replace(" ' ", "'");
        for (String end : List.of("n't", "'m", "'s", "'ve", "'re")) result = result.replace(" " + end, end);
        return result;
    }

    /// Renders a conversation with the model's chat template and tokenises it.
    /// @param variables as for [ChatTemplate#render(Map)]
    /// @throws UserError also when the model has no chat template
    public ChatTokens encodeChat(Map<String, ?> variables) {
        return encodeChat(chatTemplate().orElseThrow(() -> new UserError("this model has no chat template, so it cannot read messages; "
                + "add a chat_template.jinja to its folder, or give text instead of messages")).render(variables));
    }

    /// Tokenises a rendered conversation and finds the assistant's tokens in it.
    public ChatTokens encodeChat(Rendered chat) {
        Encoding encoding = encodeWithOffsets(chat.text());
        return new ChatTokens(chat.text(), encoding.ids(), ChatTokens.mask(encoding, chat.assistantSpans()));
    }

    /// The same for a conversation that is done, with the assistant's tokens also where the template does not mark them.
    /// @throws UserError also when the template does not show which words are the assistant's
    public ChatTokens encodeChat(ChatTemplate template, Conversation conversation) {
        Rendered rendered = template.render(conversation, false);
        Encoding encoding = encodeWithOffsets(rendered.text());
        List<Span> spans = AssistantSpans.of(template, conversation, rendered);
        return new ChatTokens(rendered.text(), encoding.ids(), AssistantSpans.mask(encoding, rendered, spans));
    }

    /// How many ids there are, the added tokens included; ids run from 0 to this.
    public int vocabularySize() {
        return vocabulary.tokens().length;
    }

    /// The id of a token as it stands in the vocabulary (`Ġworld`, not ` world`).
    public OptionalInt idOf(String token) {
        Integer id = vocabulary.ids().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The token of an id as it stands in the vocabulary.
    public Optional<String> tokenOf(int id) {
        return id < 0 || id >= vocabulary.tokens().length ? Optional.empty() : Optional.ofNullable(vocabulary.tokens()[id]);
    }

    /// Whether decoding without special tokens leaves this id out.
    public boolean isSpecial(int id) {
        return vocabulary.special().contains(id);
    }

    public SpecialTokens specialTokens() {
        return specialTokens;
    }

    /// @throws UserError when there is a template that cannot be read
    public Optional<ChatTemplate> chatTemplate() {
        Optional<ChatTemplate> known = chatTemplate;
        if (known == null) chatTemplate = known = ChatTemplate.of(settings);
        return known;
    }

    @Override public void close() {
        tokenizer.close();
    }
}
