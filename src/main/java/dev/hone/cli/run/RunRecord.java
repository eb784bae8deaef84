package dev.hone.cli.run;

import dev.hone.cli.console.Program;
import dev.hone.hub.AtomicFile;
import dev.hone.report.Ending;
import dev.hone.settings.ResolvedSetting;
import dev.hone.tensor.Engine;
import dev.hone.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `run.json`: everything that a run was made of, and how it ended.
final class RunRecord {
    private final Path file;
    private final ObjectNode json;
    private final ObjectNode earlier;

    /// @param resume whether what an earlier part of the run has noted holds
    RunRecord(RunFolder folder, boolean resume, String command, List<ResolvedSetting> settings) {
        file = folder.path().resolve(RunFolder.RUN);
        earlier = resume && Files.exists(file) && JsonMapper.shared().readTree(file) instanceof ObjectNode read ? read : JsonMapper.shared().createObjectNode();
        json = JsonMapper.shared().createObjectNode().put("command", command);
        json.put("started", earlier.path("started").asString(Instant.now().toString()));
        ObjectNode values = json.putObject("settings");
        settings.forEach(setting -> values.set(setting.name(), setting.value()));
        ObjectNode given = json.putObject("given");
        settings.stream().filter(setting -> !setting.source().equals(ResolvedSetting.DEFAULT)).forEach(setting -> given.put(setting.name(), setting.source()));
        json.putObject("versions").put("hone", Program.VERSION).put("java", Runtime.version().toString()).put("libtorch", Engine.version());
        json.putObject("machine").put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch")).put("cores", Runtime.getRuntime().availableProcessors());
    }

    /// When the first part of the run began.
    LocalDateTime started() {
        return Instant.parse(json.get("started").stringValue()).atZone(ZoneId.systemDefault()).toLocalDateTime();
    }

    ObjectNode part(String name) {
        return json.putObject(name);
    }

    /// The same part as an earlier part of the run noted it.
    JsonNode earlier(String name) {
        return earlier.path(name);
    }

    /// Hands over what is noted in a part.
    void part(String name, BiConsumer<String, JsonNode> to) {
        json.path(name).properties().forEach(entry -> to.accept(entry.getKey(), entry.getValue()));
    }

    /// A text that was noted in a part.
    String value(String part, String name) {
        return json.path(part).path(name).asString();
    }

    ArrayNode list(String name) {
        return json.putArray(name);
    }

    void running() {
        json.put("end", "running");
        write();
    }

    void ended(Ending ending, double seconds) {
        json.put("end", ending.kind().name().toLowerCase(Locale.ROOT)).put("end_reason", ending.words())
                .put("ended", Instant.now().toString()).put("seconds", Math.round(seconds * 1000) / 1000.0);
        write();
    }

    private void write() {
        AtomicFile.writeText(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
}
