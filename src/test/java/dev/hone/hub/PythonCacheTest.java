package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The cache is shared with Python's huggingface_hub. What Python writes is recorded here as a listing, so that this
/// holds without Python; where `$HONE_PYTHON` or `python3` has huggingface_hub, the real one is asked too.
@Timeout(90)
class PythonCacheTest {
    private static final String MODEL = "acme/tiny";
    private static final byte[] WEIGHTS = FakeHub.bytes(1000, 1);
    private static final String CONFIG = "0972e95c1405cc1507c19dcbe784f7a36c930907";
    private static final String SHA256 = FakeHub.hash("SHA-256", WEIGHTS);

    /// What huggingface_hub 2.4.0 leaves of `snapshot_download("acme/tiny")`, which `realPythonsIsUsedByUs` checks.
    private static final Map<String, String> RECORDED = new TreeMap<>(Map.of(
            "blobs/" + CONFIG, "22 bytes",
            "blobs/" + SHA256, "1000 bytes",
            "refs/main", "40 bytes",
            "snapshots/" + FakeHub.COMMIT + "/config.json", "-> ../../blobs/" + CONFIG,
            "snapshots/" + FakeHub.COMMIT + "/model.safetensors", "-> ../../blobs/" + SHA256,
            "trees/" + FakeHub.COMMIT + ".json", "listing"));
    private static final String RECORDED_TREE = """
            {
             "format_version": 1,
             "files": {
              "config.json": {
               "size": 22,
               "blob_id": "%s"
              },
              "model.safetensors": {
               "size": 1000,
               "blob_id": "%s",
               "lfs_sha256": "%s",
               "lfs_size": 1000
              }
             }
            }""".formatted(CONFIG, new FakeHub.Stored(WEIGHTS, true).blobId(), SHA256);

    @TempDir Path home;
    private FakeHub server;

    @BeforeEach void start() throws IOException {
        server = new FakeHub().small(MODEL, "config.json", "{\"model_type\":\"llama\"}").large(MODEL, "model.safetensors", WEIGHTS);
    }

    @AfterEach void stop() {
        server.close();
    }

    private HubEnvironment environment() {
        return new HubEnvironment(Map.of("HF_ENDPOINT", server.endpoint()), home);
    }

    private Path repository() {
        return home.resolve(".cache/huggingface/hub/models--acme--tiny");
    }

    @Test void oursIsLaidOutLikePythons() throws IOException {
        TestHubs.quick(environment(), PullProgress.silent()).model(MODEL);
        assertEquals(RECORDED, layout());
        var json = tools.jackson.databind.json.JsonMapper.builder().build();
        assertEquals(json.readTree(RECORDED_TREE), json.readTree(Files.readString(repository().resolve("trees/" + FakeHub.COMMIT + ".json"))));
    }

    @Test void aCacheLikePythonsIsUsedAsItIs() throws IOException {
        Files.createDirectories(repository().resolve("blobs"));
        Files.writeString(repository().resolve("blobs/" + CONFIG), "{\"model_type\":\"llama\"}");
        // newer versions keep large blobs in a store that all repositories share
        Path shared = Files.write(Files.createDirectories(home.resolve(".cache/huggingface/hub/blobs/ab")).resolve("ab"), WEIGHTS);
        Files.createSymbolicLink(repository().resolve("blobs/" + SHA256), repository().resolve("blobs").relativize(shared));
        Path snapshot = Files.createDirectories(repository().resolve("snapshots/" + FakeHub.COMMIT));
        Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/" + CONFIG));
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/" + SHA256));
        Files.writeString(Files.createDirectories(repository().resolve("trees")).resolve(FakeHub.COMMIT + ".json"), RECORDED_TREE);
        Files.writeString(Files.createDirectories(repository().resolve("refs")).resolve("main"), FakeHub.COMMIT);

        assertEquals(snapshot, TestHubs.quick(environment().with("HF_HUB_OFFLINE", "1"), PullProgress.silent()).model(MODEL));
        Pulled online = TestHubs.quick(environment(), PullProgress.silent()).pull(HubReference.parse(HubKind.MODEL, MODEL), FileChoice.MODEL);
        assertEquals(0, online.fetched());
        assertEquals(1, server.seen.size(), "only the revision was asked for");
    }

    @Test void realPythonUsesOurs() throws Exception {
        Path folder = TestHubs.quick(environment(), PullProgress.silent()).model(MODEL);
        server.seen.clear();

        String offline = python("1", """
                from huggingface_hub import snapshot_download, hf_hub_download, scan_cache_dir, try_to_load_from_cache
                print(snapshot_download("acme/tiny"))
                print(hf_hub_download("acme/tiny", "config.json"))
                info = scan_cache_dir()
                assert not info.warnings, info.warnings
                repo = next(iter(info.repos)); revision = next(iter(repo.revisions))
                print(repo.repo_id, repo.repo_type, repo.nb_files, sorted(revision.refs), len(info.incomplete_files))
                """);
        assertEquals(folder + "\n" + folder.resolve("config.json") + "\nacme/tiny model 2 ['main'] 0\n", offline);
        assertEquals(0, server.seen.size());

        assertEquals(folder + "\n", python("0", "from huggingface_hub import snapshot_download; print(snapshot_download('acme/tiny'))"));
        assertEquals(0, server.seen.stream().filter(request -> request.method().equals("GET") && request.path().contains("/resolve/")).count(), "Python fetched nothing anew");
        assertEquals(RECORDED, layout());
    }

    @Test void realPythonsIsUsedByUs() throws Exception {
        String folder = python("0", "from huggingface_hub import snapshot_download; print(snapshot_download('acme/tiny'))").strip();
        server.seen.clear();
        assertEquals(RECORDED, layout());
        assertEquals(Path.of(folder), TestHubs.quick(environment().with("HF_HUB_OFFLINE", "1"), PullProgress.silent()).model(MODEL));
        assertEquals(0, server.seen.size());
        assertEquals(Path.of(folder), TestHubs.quick(environment(), PullProgress.silent()).model(MODEL));
        assertEquals(1, server.seen.size());
        assertArrayEquals(WEIGHTS, Files.readAllBytes(Path.of(folder, "model.safetensors")));
    }

    @Test void realPythonsHalfSnapshotIsNoticed() throws Exception {
        python("0", "from huggingface_hub import hf_hub_download; hf_hub_download('acme/tiny', 'config.json')");
        Path config = repository().resolve("snapshots/" + FakeHub.COMMIT + "/config.json");
        assertTrue(Files.exists(config));
        assertFalse(Files.exists(repository().resolve("trees")));
        // without a listing or an index nothing says that weights are missing; the tokenizer alone is a use of its own
        assertEquals(config.getParent(), TestHubs.quick(environment().with("HF_HUB_OFFLINE", "1"), PullProgress.silent()).tokenizer(MODEL));
        Files.delete(config);
        assertThrows(UserError.class, () -> TestHubs.quick(environment().with("HF_HUB_OFFLINE", "1"), PullProgress.silent()).model(MODEL));
    }

    private Map<String, String> layout() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(repository())) {
            for (Path path : paths.toList()) {
                String name = repository().relativize(path).toString();
                if (Files.isSymbolicLink(path)) found.put(name, "-> " + Files.readSymbolicLink(path));
                else if (Files.isRegularFile(path)) found.put(name, name.startsWith("trees/") ? "listing" : Files.size(path) + " bytes");
            }
        }
        return found;
    }

    /// Runs a script in the real Python, or leaves the test out and says so.
    private String python(String offline, String script) throws IOException, InterruptedException {
        String python = System.getenv().getOrDefault("HONE_PYTHON", "python3");
        if (run(python, "1", "import huggingface_hub").code != 0) throw new TestAbortedException(
                "left out: " + python + " has no huggingface_hub; set HONE_PYTHON to a Python that has it");
        Run run = run(python, offline, script);
        assertEquals(0, run.code, run.errors);
        return run.output;
    }

    private record Run(int code, String output, String errors) {
    }

    private Run run(String python, String offline, String script) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(home, "python", ".err");
        var builder = new ProcessBuilder(new ArrayList<>(List.of(python, "-c", script)));
        builder.environment().keySet().removeIf(name -> name.startsWith("HF_") || name.startsWith("HUGGING") || name.startsWith("XDG_"));
        builder.environment().putAll(Map.of("HOME", home.toString(), "HF_ENDPOINT", server.endpoint(), "HF_HUB_OFFLINE", offline,
                "HF_HUB_DISABLE_PROGRESS_BARS", "1", "HF_HUB_DISABLE_TELEMETRY", "1", "HF_HUB_DISABLE_XET", "1", "HF_HUB_DISABLE_UPDATE_CHECK", "1"));
        builder.redirectError(errors.toFile());
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output, Files.readString(errors));
        } catch (IOException noPython) {
            return new Run(127, "", noPython.getMessage());
        }
    }
}
