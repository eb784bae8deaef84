package dev.hone.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A run file: flat YAML, one setting a line, `learning_rate: 1e-5`. JSON is YAML too.
/// @param name  for messages
/// @param given in the order of the file, each name once
public record RunFile(String name, List<GivenSetting> given) {
    /// No file: all settings are flags.
    public static final RunFile NONE = new RunFile("", List.of());

    private static final YAMLMapper YAML = YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    public RunFile {
        given = List.copyOf(given);
    }

    public static RunFile read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UserError(file + ": " + (Files.isDirectory(file) ? "this is a folder; a run file is YAML"
                    : Files.exists(file) ? "cannot be read as text: " + e.getMessage() : "no such file"), e);
        }
    }

    static RunFile parse(String name, String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            return new RunFile(name, settings(name, (YAMLParser) parser));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new UserError(name + ":" + line + ": cannot be read as YAML: " + e.getOriginalMessage().replaceAll("\\s+", " "), e);
        }
    }

    private static List<GivenSetting> settings(String name, YAMLParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) return List.of();
        if (first != JsonToken.START_OBJECT) throw new UserError(
                at(name, parser) + ": a run file has settings like `learning_rate: 1e-5`, one a line; found " + parser.getString());
        List<GivenSetting> given = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            String where = at(name, parser);
            parser.nextToken();
            if (parser.isCurrentAlias()) throw new UserError(where + ": " + key + " is an alias (*); write its value out");
            given.add(new GivenSetting(key, parser.readValueAsTree(), where));
            String before = seen.put(key, where);
            if (before != null) throw new UserError(where + ": " + key + " is given twice; it is also in " + before);
        }
        if (parser.nextToken() != null) throw new UserError(at(name, parser) + ": a second document begins; a run file has one");
        return given;
    }

    private static String at(String name, JsonParser parser) {
        return name + ":" + parser.currentTokenLocation().getLineNr();
    }
}
