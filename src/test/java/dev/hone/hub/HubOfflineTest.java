package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;

/// Without a network, by wish or by accident.
@Timeout(20)
class HubOfflineTest {
    private static final String MODEL = "acme/tiny";

    @TempDir Path home;
    private FakeHub server;
    private final StringWriter shown = new StringWriter();

    @BeforeEach void start() throws IOException {
        server = new FakeHub().small(MODEL, "config.json", "{}").small(MODEL, "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}")
                .large(MODEL, "model-00001-of-00002.safetensors", FakeHub.bytes(10, 1)).large(MODEL, "model-00002-of-00002.safetensors", FakeHub.bytes(10, 2));
    }

    @AfterEach void stop() {
        server.close();
    }

    private Hub hub(String... pairs) {
        var environment = new HubEnvironment(Map.of("HF_ENDPOINT", server.endpoint()), home);
        for (int i = 0; i < pairs.length; i += 2) environment = environment.with(pairs[i], pairs[i + 1]);
        return TestHubs.quick(environment, new ConsoleProgress(new PrintWriter(shown), ConsoleProgress.Style.NOTES_ONLY));
    }

    private Hub offline() {
        return hub("HF_HUB_OFFLINE", "1");
    }

    private Path snapshot() {
        return home.resolve(".cache/huggingface/hub/models--acme--tiny/snapshots").resolve(FakeHub.COMMIT);
    }

    @Test void whatIsHereServesWithoutAnyRequest() {
        Path folder = hub().model(MODEL);
        server.seen.clear();
        assertEquals(folder, offline().model(MODEL));
        assertEquals(0, server.seen.size());
    }

    @Test void whatIsNotHereIsNamedWithTheFolderAndTheRemedy() {
        String message = assertThrows(UserError.class, () -> offline().model(MODEL)).getMessage();
        assertEquals("the model acme/tiny is not on this machine (looked in " + home.resolve(".cache/huggingface/hub/models--acme--tiny")
                + "), and HF_HUB_OFFLINE is set; unset HF_HUB_OFFLINE and run 'hone pull acme/tiny', or copy the folder from a machine that has it. "
                + "A local folder of that name is not here either", message);
        assertEquals(0, server.seen.size());
    }

    @Test void aMissingShardIsNamed() throws IOException {
        hub().model(MODEL);
        Files.delete(snapshot().resolve("model-00002-of-00002.safetensors"));
        String message = assertThrows(UserError.class, () -> offline().model(MODEL)).getMessage();
        assertTrue(message.contains("is only partly on this machine: " + snapshot() + " lacks model-00002-of-00002.safetensors"), message);
    }

    @Test void aMissingShardIsNamedByTheIndexAlone() throws IOException {
        // a cache that an older Python filled has no listing
        hub().model(MODEL);
        Files.delete(home.resolve(".cache/huggingface/hub/models--acme--tiny/trees").resolve(FakeHub.COMMIT + ".json"));
        assertEquals(snapshot(), offline().model(MODEL));
        Files.delete(snapshot().resolve("model-00001-of-00002.safetensors"));
        assertTrue(assertThrows(UserError.class, () -> offline().model(MODEL)).getMessage().contains("lacks model-00001-of-00002.safetensors"));
        // the tokenizer needs no weights
        assertEquals(snapshot(), offline().tokenizer(MODEL));
    }

    @Test void aTruncatedBlobIsMissing() throws IOException {
        hub().model(MODEL);
        Files.write(snapshot().resolve("config.json").toRealPath(), new byte[0]);
        assertTrue(assertThrows(UserError.class, () -> offline().model(MODEL)).getMessage().contains("lacks config.json"));
    }

    @Test void aHubThatIsDownIsReplacedByTheCopy() {
        Path folder = hub().model(MODEL);
        server.close();
        assertEquals(folder, hub().model(MODEL));
        assertTrue(shown.toString().contains("using the copy in " + folder + ", which may be out of date"), shown.toString());
    }

    @Test void accessThatIsGoneIsReplacedByTheCopy() {
        Path folder = hub().model(MODEL);
        server.fault("", FakeHub.status(401));
        assertEquals(folder, hub().model(MODEL));
    }

    @Test void aHubThatIsDownAndNothingHere() {
        server.close();
        String message = assertThrows(UserError.class, () -> hub().model(MODEL)).getMessage();
        assertTrue(message.contains("no connection to 127.0.0.1") && message.contains("check the network, HF_ENDPOINT and the proxy"), message);
    }

    @Test void aStoppedUpdateLeavesTheOldSnapshotInUse() {
        Path old = hub().model(MODEL);
        server.revision("main", "9".repeat(40)).small(MODEL, "config.json", "{\"new\":true}");
        for (int i = 0; i < 3; i++) server.fault("config.json", FakeHub.status(500));
        assertThrows(UserError.class, () -> hub().model(MODEL));
        assertEquals(old, offline().model(MODEL));
    }

    @Test void aLocalFolderWinsAndSaysSoWhereBothExist() throws IOException {
        hub().model(MODEL);
        Path local = Files.createDirectories(home.resolve("elsewhere"));
        assertEquals(local, offline().model(local.toString()));
        assertEquals(local, offline().dataset("~/elsewhere"));
        assertEquals("", shown.toString());

        // "src" is a folder of the project, in which tests run
        Files.createDirectories(home.resolve(".cache/huggingface/hub/models--src"));
        assertEquals(Path.of("src"), offline().model("src"));
        assertTrue(shown.toString().startsWith("src is a local folder here and a model in the hub's cache; using the local one (hf://src would mean the other)"), shown.toString());
    }
}
