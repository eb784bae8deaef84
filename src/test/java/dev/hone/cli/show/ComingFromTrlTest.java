package dev.hone.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.cli.Cli;
import dev.hone.cli.console.SettingText;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// docs/coming-from-trl.md against TRL's settings and Hone's. A section has TRL's names in blocks, each under a title in bold.
class ComingFromTrlTest {
    private static final String SAME = "Same name, same default", ANOTHER = "Same name, another default", OTHERWISE = "Otherwise", MISSING = "Not there";
    /// What a section may leave to the one about all trainers.
    private static final String SHARED = "TrainingArguments";
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry(SHARED, "sft"), Map.entry("ModelConfig", "sft"), Map.entry("ScriptArguments", "sft"), Map.entry("SFTConfig", "sft"), Map.entry("DPOConfig", "dpo"),
            Map.entry("KTOConfig", "dpo"), Map.entry("CPOConfig", "dpo"), Map.entry("ORPOConfig", "dpo"), Map.entry("RewardConfig", "reward"), Map.entry("GRPOConfig", "grpo"), Map.entry("PPOConfig", "ppo"));

    private final JsonNode trl = Cli.json(Path.of("src/test/resources/golden/trl/settings.json"));
    private final Map<String, Map<String, String>> page = sections();
    private final List<String> wrong = new ArrayList<>();

    @Test void everySettingOfTrlIsOnThePage() {
        Set<String> shared = names(page.get(SHARED));
        for (String config : COMMANDS.keySet()) {
            Set<String> told = new TreeSet<>(names(page.get(config)));
            told.addAll(shared);
            for (String name : trl.get(config).propertyNames()) if (!told.contains(name)) wrong.add(config + ": " + name + " is not on the page");
        }
        assertEquals(List.of(), wrong);
    }

    @Test void whatThePageSaysOfHoneIsSo() {
        COMMANDS.forEach((config, command) -> {
            Map<String, SettingSpec> ours = settings(command);
            names(block(config, SAME)).forEach(name -> same(config, name, ours.get(name)));
            rows(block(config, ANOTHER)).forEach(row -> another(config, row.split(" \\| "), ours));
            names(firstColumn(block(config, MISSING))).stream().filter(ours::containsKey).forEach(name -> wrong.add(config + ": " + name + " is there"));
        });
        assertEquals(List.of(), wrong);
    }

    private void same(String config, String name, SettingSpec ours) {
        JsonNode theirs = trl.get(config).get(name);
        if (ours == null) wrong.add(config + ": Hone has no " + name);
        else if (theirs == null) wrong.add(config + ": TRL has no " + name);
        else if (!equal(theirs, SettingJson.of(ours.fallback()))) wrong.add(config + ": " + name + " is " + theirs + " in TRL and " + SettingJson.of(ours.fallback()) + " in Hone");
    }

    private void another(String config, String[] cells, Map<String, SettingSpec> ours) {
        String name = names(cells[0]).iterator().next();
        SettingSpec setting = ours.get(name);
        String fallback = setting == null ? "missing" : SettingText.fallback(setting.type(), setting.fallback());
        if (!cells[2].equals(fallback)) wrong.add(config + ": " + name + " is " + fallback + " in Hone, not " + cells[2]);
        else if (cells[1].equals(cells[2])) wrong.add(config + ": " + name + " has the same default");
    }

    private static boolean equal(JsonNode theirs, JsonNode ours) {
        if (theirs.isNumber() && ours.isNumber()) return theirs.doubleValue() == ours.doubleValue();
        return theirs.equals(ours) || theirs.isNull() && ours.isContainer() && ours.isEmpty();
    }

    private static Map<String, SettingSpec> settings(String command) {
        SettingsReader reader = ShowSettingsCommand.TRAINING.stream().filter(each -> each.command().equals("hone " + command)).findFirst().orElseThrow();
        Map<String, SettingSpec> settings = new HashMap<>();
        for (Class<? extends Record> record : reader.records()) SettingSpec.of(record, reader.otherDefaults()).forEach(spec -> settings.putIfAbsent(spec.name(), spec));
        return settings;
    }

    private String block(String config, String title) {
        return page.get(config).getOrDefault(title, "");
    }

    /// TRL's names in a section: in lists all, in tables those of the first column.
    private static Set<String> names(Map<String, String> section) {
        Set<String> names = new TreeSet<>();
        section.values().forEach(block -> names.addAll(names(block.startsWith("|") ? firstColumn(block) : block)));
        return names;
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    private static Stream<String> rows(String table) {
        return table.lines().filter(line -> line.startsWith("| `"));
    }

    private static String firstColumn(String table) {
        return rows(table).map(row -> row.split(" \\| ")[0]).collect(Collectors.joining(" "));
    }

    /// The blocks of each section: the paragraph that its title begins, or the table behind it.
    private static Map<String, Map<String, String>> sections() {
        Map<String, Map<String, String>> sections = new HashMap<>();
        for (String section : read().split("\n## ")) {
            String[] paragraphs = section.split("\n\n");
            Map<String, String> blocks = new HashMap<>();
            for (int i = 0; i < paragraphs.length; i++) for (String title : List.of(SAME, ANOTHER, OTHERWISE, MISSING))
                if (paragraphs[i].startsWith("**" + title + ".**")) blocks.put(title, paragraphs[i].endsWith(".**") ? paragraphs[i + 1] : paragraphs[i]);
            sections.put(section.lines().findFirst().orElseThrow(), blocks);
        }
        return sections;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("docs/coming-from-trl.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
