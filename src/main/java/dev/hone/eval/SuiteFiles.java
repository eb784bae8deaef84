package dev.hone.eval;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Files that benchmarks' rows refer to: databases, tasks, policies, descriptions of tools. Each benchmark has a folder of its
/// own below, `tau_bench` for one.
/// @param folders where they are looked for, in order; empty where no folder is known
public record SuiteFiles(List<Path> folders) {
    private static final String VARIABLE = "HONE_EVAL_DATA";

    public SuiteFiles(Path folder) {
        this(List.of(folder));
    }

    /// The folder that the environment names.
    public static SuiteFiles installed() {
        String named = System.getenv(VARIABLE);
        return new SuiteFiles(named == null || named.isEmpty() ? List.of() : List.of(Path.of(named)));
    }

    /// With a folder that is looked into first.
    /// @param folder may be a file or null, and is left out then
    public SuiteFiles with(Path folder) {
        if (folder == null || !Files.isDirectory(folder)) return this;
        List<Path> all = new ArrayList<>(List.of(folder));
        all.addAll(folders);
        return new SuiteFiles(all);
    }

    /// What stands in a JSON file, or in the one with `.gz` behind.
    /// @param path below the folder, such as `tau_bench/retail/orders.json`
    public JsonNode json(String path) {
        Path file = file(path);
        try (InputStream in = open(file)) {
            return Json.MAPPER.readTree(in);
        } catch (JacksonException e) {
            throw new UserError(file + ": " + Json.reason(e), e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    public String text(String path) {
        Path file = file(path);
        try (InputStream in = open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    public boolean has(String path) {
        return found(path).isPresent();
    }

    private Optional<Path> found(String path) {
        for (Path folder : folders) for (String packed : List.of("", ".gz")) if (Files.exists(folder.resolve(path + packed))) return Optional.of(folder.resolve(path + packed));
        return Optional.empty();
    }

    private Path file(String path) {
        if (folders.isEmpty()) throw new UserError("this benchmark needs the file " + path + ", and no folder of benchmarks' files is known; --data or the environment variable " + VARIABLE + " names one");
        return found(path).orElseThrow(() -> new UserError("this benchmark needs the file " + folders.getFirst().resolve(path) + ", which is not there (nor " + path
                + ".gz); docs/evaluation.md says where it comes from"));
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }
}
