package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.hub.FakeHub.Stored;
import dev.hone.settings.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pulls from a hub on the loopback address, which behaves well, badly and with malice.
@Timeout(20)
class HubPullTest {
    private static final String MODEL = "acme/tiny";
    private static final String SECRET = "hf_verySecretTokenOfTheUser";
    private static final byte[] WEIGHTS = FakeHub.bytes(300_000, 1);

    @TempDir Path home;
    private FakeHub server;
    private final StringWriter shown = new StringWriter();

    @BeforeEach void start() throws IOException {
        server = new FakeHub().small(MODEL, "config.json", "{\"model_type\":\"llama\"}").small(MODEL, "tokenizer.json", "{}")
                .large(MODEL, "model.safetensors", WEIGHTS).large(MODEL, "pytorch_model.bin", FakeHub.bytes(10, 2))
                .small(MODEL, "README.md", "# Tiny").small(MODEL, "onnx/model.onnx", "x");
    }

    @AfterEach void stop() {
        server.close();
    }

    private HubEnvironment environment() {
        return new HubEnvironment(Map.of("HF_ENDPOINT", server.endpoint(), "HF_TOKEN", SECRET), home);
    }

    private Hub hub(HubEnvironment environment) {
        return TestHubs.quick(environment, new ConsoleProgress(new PrintWriter(shown), ConsoleProgress.Style.LINES));
    }

    private Hub hub() {
        return hub(environment());
    }

    private Path repository() {
        return home.resolve(".cache/huggingface/hub/models--acme--tiny");
    }

    private String refusal(Callable<?> pull) {
        UserError error = assertThrows(UserError.class, pull::call);
        for (Throwable cause = error; cause != null; cause = cause.getCause())
            assertFalse(String.valueOf(cause).contains(SECRET), "the token shows in: " + cause);
        return error.getMessage();
    }

    @Test void theLayoutIsThatOfHuggingfaceHub() throws IOException {
        Path folder = hub().model(MODEL);

        assertEquals(repository().resolve("snapshots").resolve(FakeHub.COMMIT), folder);
        assertEquals(FakeHub.COMMIT, Files.readString(repository().resolve("refs/main")));
        String sha256 = FakeHub.hash("SHA-256", WEIGHTS);
        assertEquals(Path.of("../../blobs/" + sha256), Files.readSymbolicLink(folder.resolve("model.safetensors")));
        // printf '{"model_type":"llama"}' | git hash-object --stdin
        assertEquals(Path.of("../../blobs/0972e95c1405cc1507c19dcbe784f7a36c930907"), Files.readSymbolicLink(folder.resolve("config.json")));
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(List.of("config.json", "model.safetensors", "tokenizer.json"), names(folder));
        assertEquals(3, names(repository().resolve("blobs")).size(), "nothing but the three blobs");
        assertTrue(Files.isDirectory(home.resolve(".cache/huggingface/hub/.locks/models--acme--tiny")));
        assertTrue(Files.readString(home.resolve(".cache/huggingface/hub/CACHEDIR.TAG")).startsWith("Signature: 8a477f597d28d172789f06886806bc55"));
    }

    @Test void aSecondPullOnlyAsksWhatTheRevisionStandsFor() {
        hub().model(MODEL);
        server.seen.clear();

        hub().model(MODEL);
        assertEquals(List.of("/api/models/acme/tiny/revision/main"), server.seen.stream().map(FakeHub.Seen::path).toList());
    }

    @Test void aPinnedCommitThatIsHereNeedsNoNetwork() {
        hub().model(MODEL + "@" + FakeHub.COMMIT);
        server.seen.clear();

        hub().model(MODEL + "@" + FakeHub.COMMIT);
        assertEquals(List.of(), server.seen);
        assertFalse(Files.exists(repository().resolve("refs")), "a commit is its own name");
    }

    @Test void aBranchWithASlashIsOneRevision() throws IOException {
        server.revision("refs/pr/1", FakeHub.COMMIT);
        hub().model(MODEL + "@refs/pr/1");

        assertEquals(1, server.requests("/revision/refs%2Fpr%2F1"));
        assertEquals(FakeHub.COMMIT, Files.readString(repository().resolve("refs/refs/pr/1")));
    }

    @Test void aMirrorThatListsNamesOnlyIsAskedForEachFile() {
        server.blobsInListing = false;
        Path folder = hub().model(MODEL);

        assertTrue(Files.exists(folder.resolve("model.safetensors")));
        assertEquals(3, server.seen.stream().filter(request -> request.method().equals("HEAD")).count());
    }

    @Test void theTokenStaysWithTheEndpoint() {
        hub().model(MODEL);

        List<FakeHub.Seen> storage = server.seen.stream().filter(FakeHub.Seen::isStorage).toList();
        assertEquals(1, storage.size());
        assertNull(storage.getFirst().authorization());
        for (FakeHub.Seen request : server.seen)
            if (!request.isStorage()) assertEquals("Bearer " + SECRET, request.authorization());
    }

    @Test void theTokenFollowsNoRedirectOfTheListingEither() throws IOException {
        try (FakeHub other = new FakeHub().small(MODEL, "tokenizer.json", "{}")) {
            server.fault("", FakeHub.redirect(other.endpoint() + "/api/models/acme/tiny/revision/main"));
            hub().model(MODEL);
            // same name, another port: another host
            assertNull(other.seen.getFirst().authorization());
        }
    }

    @Test void aRenamedRepositoryIsFoundWithTheToken() {
        server.small("acme/old", "config.json", "{\"model_type\":\"llama\"}").small("acme/old", "tokenizer.json", "{}").large("acme/old", "model.safetensors", WEIGHTS);
        server.fault("", FakeHub.status(307, "Location", "/api/models/acme/tiny/revision/main?blobs=true"));
        hub().model("acme/old");

        assertEquals("Bearer " + SECRET, server.seen.get(1).authorization());
    }

    @Test void aTokenThatTheServerEchoesIsNotShown() {
        server.fault("", FakeHub.status(403, "X-Error-Message", "bad token " + SECRET));
        String message = refusal(() -> hub().model(MODEL));

        assertTrue(message.contains("bad token ***"), message);
        assertFalse(shown.toString().contains(SECRET));
    }

    @Test void aRedirectToAnythingButTheWebIsRefused() {
        server.fault("config.json", FakeHub.redirect("file:///etc/passwd"));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("redirected to file://"));
    }

    @Test void redirectsWithoutEndAreGivenUp() {
        for (int i = 0; i < 60; i++) server.fault("config.json", FakeHub.redirect(server.endpoint() + "/acme/tiny/resolve/main/config.json"));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("redirected more than 5 times"));
    }

    @Test void aBrokenConnectionIsTakenUpWhereItBroke() throws IOException {
        server.fault("storage", FakeHub.truncated(100_000));
        Path folder = hub().model(MODEL);

        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(List.of("none", "bytes=100000-"), server.seen.stream().filter(FakeHub.Seen::isStorage)
                .map(request -> request.range() == null ? "none" : request.range()).toList());
        assertTrue(server.seen.stream().filter(FakeHub.Seen::isStorage).allMatch(request -> request.ifRange() == null));
    }

    @Test void aSilentBodyIsTakenUpAfterTheStallLimit() throws IOException {
        server.fault("storage", server.stalled(200_000));
        Path folder = hub().model(MODEL);

        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(1, server.seen.stream().filter(request -> "bytes=200000-".equals(request.range())).filter(FakeHub.Seen::isStorage).count());
    }

    @Test void aServerThatNeverAnswersIsGivenUp() {
        for (int i = 0; i < 3; i++) server.fault("", server.silent());
        String message = refusal(() -> hub().model(MODEL));
        assertTrue(message.contains("did not answer within") && message.contains("is not on this machine (looked in " + repository()), message);
    }

    @Test void aStoppedPullGoesOnNextTime() throws IOException {
        Path partial = repository().resolve("blobs").resolve(FakeHub.hash("SHA-256", WEIGHTS) + ".hone.incomplete");
        Files.createDirectories(partial.getParent());
        Files.write(partial, java.util.Arrays.copyOf(WEIGHTS, 250_000));
        Pulled pulled = hub().pull(HubReference.parse(HubKind.MODEL, MODEL), FileChoice.MODEL);

        assertEquals(50_000 + 22 + 2, pulled.fetched());
        assertEquals(300_000 + 22 + 2, pulled.bytes());
        assertFalse(Files.exists(partial));
    }

    @Test void aServerThatIgnoresRangeIsReadFromTheStart() throws IOException {
        server.fault("storage", FakeHub.truncated(100_000), (exchange, file) -> FakeHub.instead(file.bytes()).answer(exchange, file));
        Path folder = hub().model(MODEL);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
    }

    @Test void aSmallFileIsResumedOnlyIfItIsStillTheSame() {
        server.small(MODEL, "tokenizer.json", "{\"version\":\"1.0\"}");
        server.fault("tokenizer.json", FakeHub.truncated(5));
        hub().model(MODEL);

        String etag = new Stored("{\"version\":\"1.0\"}".getBytes(), false).blobId();
        assertEquals('"' + etag + '"', server.seen.stream().filter(request -> "bytes=5-".equals(request.range())).findFirst().orElseThrow().ifRange());
    }

    @Test void aFileThatChangesOnTheWayIsFetchedAnew() throws IOException {
        // broken off, then the endpoint offers another file for the rest, then the right one again
        server.fault("storage", FakeHub.truncated(100_000));
        server.fault("model.safetensors", (exchange, file) -> {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + file.sha256() + '"');
            FakeHub.redirect("http://localhost:" + server.port() + "/storage/" + file.sha256()).answer(exchange, file);
        }, (exchange, file) -> {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + "f".repeat(64) + "\"");
            FakeHub.redirect("http://localhost:" + server.port() + "/storage/" + file.sha256()).answer(exchange, file);
        });
        Path folder = hub().model(MODEL);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
    }

    @Test void wrongContentIsFetchedOnceMoreAndThenRefused() throws IOException {
        byte[] wrong = FakeHub.bytes(300_000, 99);
        server.fault("storage", FakeHub.instead(wrong));
        assertArrayEquals(WEIGHTS, Files.readAllBytes(hub().model(MODEL).resolve("model.safetensors")));

        Files.delete(repository().resolve("blobs").resolve(FakeHub.hash("SHA-256", WEIGHTS)));
        server.fault("storage", FakeHub.instead(wrong), FakeHub.instead(wrong));
        String message = refusal(() -> hub().model(MODEL));
        assertTrue(message.contains("model.safetensors of the model acme/tiny arrived wrong twice: its sha256 is " + FakeHub.hash("SHA-256", wrong)), message);
        assertEquals(2, names(repository().resolve("blobs")).size(), "what came wrong is gone");
    }

    @Test void aWrongSmallFileIsFoundByItsGitHash() {
        server.fault("config.json", FakeHub.instead("{\"model_type\":\"evil!\"}".getBytes()), FakeHub.instead("{\"model_type\":\"evil!\"}".getBytes()));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("its git hash is"));
    }

    @Test void aLieAboutTheSizeIsNoticedBeforeTheDiskFills() {
        byte[] longer = FakeHub.bytes(900_000, 5);
        server.fault("storage", FakeHub.instead(longer), (exchange, _) -> {
            // without a stated length
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(longer);
        });
        assertTrue(refusal(() -> hub().model(MODEL)).contains("sends more than 300000 bytes"));
    }

    @Test void busyAndBrokenServersAreAskedAgain() throws IOException {
        server.fault("", FakeHub.status(429, "Retry-After", "0"), FakeHub.status(503));
        server.fault("config.json", FakeHub.status(500), FakeHub.status(502));
        server.fault("storage", FakeHub.status(403));
        assertArrayEquals(WEIGHTS, Files.readAllBytes(hub().model(MODEL).resolve("model.safetensors")));
    }

    @Test void aServerMayAskForAPause() {
        server.fault("", FakeHub.status(429, "Retry-After", "1"));
        long start = System.nanoTime();
        hub().model(MODEL);
        assertTrue(System.nanoTime() - start >= 1_000_000_000L);
    }

    @Test void aPauseThatIsTooLongIsSaid() {
        server.fault("", FakeHub.status(429, "Retry-After", "7200"));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("asks to wait 2:00:00"));
    }

    @Test void troubleThatStaysIsGivenUpAndKeepsWhatCame() throws IOException {
        server.fault("storage", FakeHub.truncated(100_000));
        for (int i = 0; i < 3; i++) server.fault("storage", FakeHub.status(500));
        String message = refusal(() -> hub().model(MODEL));
        assertTrue(message.contains("fetching model.safetensors of the model acme/tiny failed 3 times in a row"), message);
        assertTrue(message.contains("pull acme/tiny again to go on from there"), message);
        assertEquals(100_000, Files.size(repository().resolve("blobs").resolve(FakeHub.hash("SHA-256", WEIGHTS) + ".hone.incomplete")));
        assertFalse(Files.exists(repository().resolve("refs/main")), "no revision points to half a snapshot");
    }

    @Test void refusalsSayWhatToDo() {
        server.fault("", FakeHub.status(401), FakeHub.status(403, "X-Error-Code", "GatedRepo"), FakeHub.status(404, "X-Error-Code", "RepoNotFound"),
                FakeHub.status(404, "X-Error-Code", "RevisionNotFound"));
        String page = server.endpoint() + "/acme/tiny";
        assertTrue(refusal(() -> hub().model(MODEL)).contains("visit " + page + " with your account, and check that the token from HF_TOKEN is valid"));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("It is gated: log in and accept its conditions at " + page));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("check the spelling and that it is a model; if it is private"));
        assertTrue(refusal(() -> hub().model(MODEL + "@v9")).contains("the model acme/tiny has no revision v9 (404)"));
    }

    @Test void aRefusalWithoutATokenNamesTheVariable() {
        server.fault("", FakeHub.status(401));
        HubEnvironment anonymous = environment().with("HF_TOKEN", "");
        assertTrue(refusal(() -> hub(anonymous).model(MODEL)).contains("set HF_TOKEN to a token of that account (no token was sent)"));
    }

    @Test void aListedFileThatIsGoneIsNamedAndRemembered() {
        server.fault("tokenizer.json", FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("the model acme/tiny has no file tokenizer.json (404)"));
        assertTrue(Files.exists(repository().resolve(".no_exist").resolve(FakeHub.COMMIT).resolve("tokenizer.json")));
    }

    @Test void aPageInsteadOfAListingIsNoHub() {
        server.fault("", FakeHub.instead("<html>Log in to the hotel's network</html>".getBytes()));
        assertTrue(refusal(() -> hub().model(MODEL)).contains("is not a hub's list of files; check HF_ENDPOINT, or a proxy"));
    }

    @Test void hostileNamesWriteNothing() throws IOException {
        for (String name : List.of("../../../evil.json", "/etc/evil.json", "..\\evil.json", "C:evil.json", "a/../../evil.json", "a\u0000.json", "a//b.json", "./a.json", "\u001b[2J.json")) {
            server.small("mallory/bad", name, "{}");
            String message = refusal(() -> hub().model("mallory/bad"));
            assertTrue(message.contains("nothing of it was written"), message);
            assertTrue(message.chars().noneMatch(c -> c < ' '), "control characters reach the terminal");
            stop();
            start();
        }
        assertEquals(List.of(), names(home));
    }

    @Test void aFileThatIsAlsoAFolderIsRefused() {
        server.small("datasets/mallory/bad", "a.json", "{}").small("datasets/mallory/bad", "a.json/b.json", "{}");
        assertTrue(refusal(() -> hub().dataset("mallory/bad")).contains("lists a.json both as a file and as a folder"));
    }

    @Test void aPlantedLinkDoesNotLeadOut() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path snapshot = Files.createDirectories(home.resolve(".cache/huggingface/hub/datasets--acme--rows/snapshots/" + FakeHub.COMMIT));
        Files.createSymbolicLink(snapshot.resolve("data"), outside);
        server.small("datasets/acme/rows", "data/train.jsonl", "{}");

        assertTrue(refusal(() -> hub().dataset("acme/rows")).contains("leads out of"));
        assertEquals(List.of(), names(outside));
    }

    @Test void aDamagedRefIsNoPath() throws IOException {
        Files.createDirectories(repository().resolve("refs"));
        Files.writeString(repository().resolve("refs/main"), "../../../../etc");
        hub().model(MODEL);
        assertEquals(FakeHub.COMMIT, Files.readString(repository().resolve("refs/main")));
    }

    @Test void shardsAreThoseThatTheIndexNames() throws IOException {
        server.small("acme/big", "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"weights/one.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}")
                .large("acme/big", "weights/one.safetensors", FakeHub.bytes(10, 3)).large("acme/big", "model-00002-of-00002.safetensors", FakeHub.bytes(10, 4))
                .large("acme/big", "consolidated.safetensors", FakeHub.bytes(10, 5));
        Path folder = hub().model("acme/big");
        assertEquals(List.of("model-00002-of-00002.safetensors", "model.safetensors.index.json", "weights"), names(folder));
        assertTrue(Files.isRegularFile(folder.resolve("weights/one.safetensors")));
    }

    @Test void anIndexThatNamesWhatIsNotThereIsDamaged() {
        server.small("acme/big", "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\"}}");
        assertTrue(refusal(() -> hub().model("acme/big")).contains("names model-00001-of-00002.safetensors, which the repository does not hold"));
    }

    @Test void anIndexCannotReachOutOfTheFolder() {
        server.small("acme/big", "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../../../../.ssh/id\"}}");
        assertTrue(refusal(() -> hub().model("acme/big")).contains("would leave its folder"));
    }

    @Test void aDataSetComesWithItsRowsAndNoScript() throws IOException {
        server.small("datasets/acme/rows", "data/train.jsonl", "{}\n").small("datasets/acme/rows", "rows.py", "import os").small("datasets/acme/rows", "README.md", "# Rows");
        Path folder = hub().dataset("acme/rows");
        assertEquals(List.of("README.md", "data"), names(folder));
        assertEquals(Path.of("../../../blobs/" + new Stored("{}\n".getBytes(), false).blobId()), Files.readSymbolicLink(folder.resolve("data/train.jsonl")));
    }

    @Test void aDamagedBlobIsFetchedAgain() throws IOException {
        hub().model(MODEL);
        Files.write(repository().resolve("blobs").resolve(FakeHub.hash("SHA-256", WEIGHTS)), new byte[5]);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(hub().model(MODEL).resolve("model.safetensors")));
    }

    @Test void withoutLinksTheFilesThemselvesLieInTheSnapshot() throws IOException {
        Path folder = hub(environment().with("HF_HUB_DISABLE_SYMLINKS", "1")).model(MODEL);
        assertFalse(Files.isSymbolicLink(folder.resolve("config.json")));
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        server.seen.clear();
        hub(environment().with("HF_HUB_DISABLE_SYMLINKS", "1")).model(MODEL);
        assertEquals(1, server.seen.size());
    }

    @Test void aNewCommitSharesUnchangedBlobs() throws IOException {
        hub().model(MODEL);
        String next = "9".repeat(40);
        server.revision("main", next).small(MODEL, "config.json", "{\"model_type\":\"qwen3\"}");
        server.seen.clear();
        Path folder = hub().model(MODEL);

        assertEquals(next, folder.getFileName().toString());
        assertEquals("{\"model_type\":\"qwen3\"}", Files.readString(folder.resolve("config.json")));
        assertEquals(0, server.seen.stream().filter(FakeHub.Seen::isStorage).count());
        assertEquals(2, names(repository().resolve("snapshots")).size());
    }

    @Test void manyThreadsFetchEachFileOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, 8).mapToObj(_ -> threads.submit(() -> hub().model(MODEL))).toList();
            for (var one : running) assertArrayEquals(WEIGHTS, Files.readAllBytes(one.get().resolve("model.safetensors")));
        }
        assertEquals(1, server.seen.stream().filter(FakeHub.Seen::isStorage).count());
    }

    @Test void twoProcessesFetchEachFileOnce() throws Exception {
        Process one = TestHubs.pullInProcess(environment(), MODEL);
        Process two = TestHubs.pullInProcess(environment(), MODEL);
        String first = new String(one.getInputStream().readAllBytes());
        String second = new String(two.getInputStream().readAllBytes());
        assertEquals(0, one.waitFor(), first);
        assertEquals(0, two.waitFor(), second);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(repository().resolve("snapshots").resolve(FakeHub.COMMIT).resolve("model.safetensors")));
        assertEquals(1, server.seen.stream().filter(FakeHub.Seen::isStorage).count());
    }

    @Test void aReadOnlyCacheThatIsCompleteServes() throws IOException {
        hub().model(MODEL);
        List<Path> folders;
        try (Stream<Path> all = Files.walk(home.resolve(".cache"))) {
            folders = all.filter(path -> Files.isDirectory(path)).toList();
        }
        try {
            for (Path folder : folders) Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            assertTrue(Files.exists(hub().model(MODEL).resolve("config.json")));
        } finally {
            for (Path folder : folders) Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test void eachFileHasItsLineWhereNobodyWatches() {
        hub().model(MODEL);
        assertTrue(shown.toString().contains("model.safetensors  300.0 kB" + System.lineSeparator()), shown.toString());
        assertFalse(shown.toString().contains("\r["));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
