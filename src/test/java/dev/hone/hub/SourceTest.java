package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SourceTest {
    @TempDir Path home;

    private Source model(String text) {
        return Source.of(HubKind.MODEL, text, home);
    }

    @Test void anIdMayNameARevision() {
        assertEquals(new HubReference(HubKind.MODEL, "owner/name", "main"), model("owner/name"));
        assertEquals(new HubReference(HubKind.MODEL, "gpt2", "main"), model("gpt2"));
        assertEquals(new HubReference(HubKind.MODEL, "owner/name", "refs/pr/1"), model("owner/name@refs/pr/1"));
        assertEquals(new HubReference(HubKind.MODEL, "owner/name", "v1.0"), model(" hf://owner/name@v1.0 "));
        assertEquals(new HubReference(HubKind.DATASET, "owner/name", "main"), Source.of(HubKind.DATASET, "hf://datasets/owner/name", home));
    }

    @Test void aPathThatExistsWins() throws IOException {
        Path folder = Files.createDirectories(home.resolve("run@1"));
        assertEquals(new LocalSource(folder), model(folder.toString()));
        assertEquals(new LocalSource(home.resolve("run@1")), model("~/run@1"));
    }

    @Test void anIdWithADotIsNoFile() {
        assertEquals(new HubReference(HubKind.MODEL, "Qwen/Qwen2.5-0.5B", "main"), model("Qwen/Qwen2.5-0.5B"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"./absent", "/absent/model", "a/b/c", "rows.jsonl", "models/absent/", "~/absent", "..\\absent", "D:absent"})
    void aPathThatDoesNotExistIsNotTakenForAnId(String text) {
        String message = assertThrows(UserError.class, () -> model(text)).getMessage();
        assertTrue(message.contains("there is no file or folder") && message.contains("owner/name"), message);
    }

    @Test void aMistypedFileIsNamed() throws IOException {
        Files.createFile(home.resolve("train.jsonl"));
        String message = assertThrows(UserError.class, () -> model("~/trian.jsonl")).getMessage();
        assertTrue(message.endsWith("; did you mean train.jsonl?"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a--b", "a..b", "-a", "a/", "owner/na me", "owner/name.git", "ownér/name", "hf://datasets/owner/name", "hf://a/b/c", "",
            "owner/name@", "owner/name@../x", "owner/name@/x", "owner/name@a//b", "owner/name@a\\b", "owner/name@x.lock", "owner/name@.hidden", "owner/name@a b"})
    void badIdsAndRevisionsAreRefused(String text) {
        assertThrows(UserError.class, () -> model(text));
    }

    @Test void theMessageSaysThatItIsNeitherHereNorAnId() {
        String message = assertThrows(UserError.class, () -> model("my model")).getMessage();
        assertTrue(message.startsWith("'my model' is neither a model on this machine nor a hub id; an id is owner/name"), message);
    }
}
