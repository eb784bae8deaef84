package dev.hone.token;

import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a model folder says about its tokenizer beside tokenizer.json. Every file is optional.
/// @param config        tokenizer_config.json, or an empty object
/// @param specialTokens texts by their names: `bos_token`, ...
/// @param additional    texts of further special tokens
/// @param templates     chat templates by name; the usual one is called `default`
record TokenizerSettings(JsonNode config, Map<String, String> specialTokens, List<String> additional, Map<String, Source> templates) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NAMES = List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    /// A chat template's text and the file it was found in.
    record Source(String text, Path file) { }

    static TokenizerSettings read(Path folder) {
        JsonNode config = json(folder.resolve("tokenizer_config.json"));
        JsonNode map = json(folder.resolve("special_tokens_map.json"));
        Map<String, String> special = new LinkedHashMap<>();
        for (String name : NAMES) {
            // A null in the config says that the model has no such token; only where it says nothing, the older file is asked.
            String text = config.has(name) ? text(config.get(name)) : text(map.get(name));
            if (text != null) special.put(name, text);
        }
        List<String> additional = new ArrayList<>();
        for (JsonNode source : List.of(config, map)) {
            for (String key : List.of("additional_special_tokens", "extra_special_tokens")) addTexts(source.get(key), additional);
            if (!additional.isEmpty()) break;
        }
        return new TokenizerSettings(config, special, List.copyOf(additional), templates(folder, config));
    }

    /// The same names for a model whose files are not in a folder.
    static TokenizerSettings of(Map<String, String> specialTokens) {
        return new TokenizerSettings(JSON.createObjectNode(), specialTokens, List.of(), Map.of());
    }

    private static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) return JSON.createObjectNode();
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            if (node.isObject()) return node;
            throw new UserError(file + ": expected a JSON object; take this file again from where the model came from");
        } catch (JacksonException e) {
            throw new UserError(file + ": this is no JSON: " + e.getOriginalMessage() + "; take this file again from where the model came from", e);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// A token is written as its text, or as an object around it.
    private static String text(JsonNode token) {
        if (token == null) return null;
        if (token.isString()) return token.stringValue();
        return token.path("content").isString() ? token.get("content").stringValue() : null;
    }

    private static void addTexts(JsonNode tokens, List<String> into) {
        if (tokens == null) return;
        for (JsonNode token : tokens) {
            String text = text(token);
            if (text != null && !into.contains(text)) into.add(text);
        }
    }

    /// Files of their own come before a template inside JSON.
    private static Map<String, Source> templates(Path folder, JsonNode config) {
        Map<String, Source> templates = new LinkedHashMap<>();
        addFile(folder.resolve("chat_template.jinja"), "default", templates);
        for (Path file : jinjaFiles(folder.resolve("additional_chat_templates"))) {
            addFile(file, file.getFileName().toString().replaceFirst("\\.jinja$", ""), templates);
        }
        if (templates.isEmpty()) addJson(json(folder.resolve("chat_template.json")).get("chat_template"), folder.resolve("chat_template.json"), templates);
        if (templates.isEmpty()) addJson(config.get("chat_template"), folder.resolve("tokenizer_config.json"), templates);
        return templates;
    }

    private static List<Path> jinjaFiles(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jinja")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addFile(Path file, String name, Map<String, Source> into) {
        if (!Files.isRegularFile(file)) return;
        try {
            into.put(name, new Source(Files.readString(file), file));
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
    }

    /// One template as a text, or several as a list of names and texts.
    private static void addJson(JsonNode template, Path file, Map<String, Source> into) {
        if (template == null) return;
        if (template.isString()) into.put("default", new Source(template.stringValue(), file));
        if (!template.isArray()) return;
        for (JsonNode named : template) {
            if (named.path("name").isString() && named.path("template").isString()) {
                into.put(named.get("name").stringValue(), new Source(named.get("template").stringValue(), file));
            }
        }
    }

    SpecialTokens specialTokens(Vocabulary vocabulary) {
        List<SpecialToken> others = new ArrayList<>();
        for (String text : additional) known(text, vocabulary).ifPresent(others::add);
        return new SpecialTokens(named("bos_token", vocabulary), named("eos_token", vocabulary), named("pad_token", vocabulary),
                named("unk_token", vocabulary), List.copyOf(others), Map.copyOf(specialTokens));
    }

    private Optional<SpecialToken> named(String name, Vocabulary vocabulary) {
        return known(specialTokens.get(name), vocabulary);
    }

    private static Optional<SpecialToken> known(String text, Vocabulary vocabulary) {
        return Optional.ofNullable(text).map(vocabulary.ids()::get).map(id -> new SpecialToken(text, id));
    }
}
