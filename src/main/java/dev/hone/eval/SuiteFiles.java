package dev.hone.eval;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Files that benchmarks' rows refer to: databases, tasks, policies, descriptions of tools. Each benchmark has a folder of its
/// own below, `tau_bench` for one.
/// @param folder the folder; null where none is known
public record SuiteFiles(Path folder) {
    private static final String VARIABLE = "HONE_EVAL_DATA";

    /// The folder that the environment names.
    public static SuiteFiles installed() {
        String named = System.getenv(VARIABLE);
        return new SuiteFiles(named == null || named.isEmpty() ? null : Path.of(named));
    }

    /// What stands in a JSON file, or in the one with `.gz` behind.
    /// @param path below the folder, such as `tau_bench/retail/orders.json`
    public JsonNode json(String path) {
        try (InputStream in = open(path)) {
            return Json.MAPPER.readTree(in);
        } catch (JacksonException e) {
            throw new UserError(folder.resolve(path) + ": " + Json.reason(e), e);
        } catch (IOException e) {
            throw new UserError("cannot read " + folder.resolve(path) + ": " + e.getMessage(), e);
        }
    }

    public String text(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserError("cannot read " + folder.resolve(path) + ": " + e.getMessage(), e);
        }
    }

    public boolean has(String path) {
        return folder != null && (Files.exists(folder.resolve(path)) || Files.exists(folder.resolve(path + ".gz")));
    }

    private InputStream open(String path) throws IOException {
        if (folder == null) throw new UserError("this benchmark needs the file " + path + ", and no folder of benchmarks' files is known; the environment variable " + VARIABLE + " names one");
        if (Files.exists(folder.resolve(path))) return Files.newInputStream(folder.resolve(path));
        if (!has(path)) throw new UserError("this benchmark needs the file " + folder.resolve(path) + ", which is not there (nor " + path + ".gz); docs/evaluation.md says where it comes from");
        return new GZIPInputStream(Files.newInputStream(folder.resolve(path + ".gz")));
    }
}
