package dev.hone.reward.judge;

import dev.hone.data.Json;
import dev.hone.hub.AtomicFile;
import dev.hone.hub.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What has been asked before, on disk: a file for each question, named by its hash, with the question and the reply.
/// Several programs may share a folder.
public record ReplyCache(Path folder) {
    /// @param question all that the reply depends on
    public Optional<JsonNode> get(ObjectNode question) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readTree(Files.readString(file(question))).path("reply"));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new IOException(file(question) + ": " + Json.reason(e), e);
        }
    }

    public void put(ObjectNode question, JsonNode reply) {
        ObjectNode kept = Json.MAPPER.createObjectNode().set("reply", reply);
        AtomicFile.writeText(file(question), kept.set("question", question).toString());
    }

    private Path file(ObjectNode question) {
        MessageDigest digest = Sha256.begin();
        digest.update(question.toString().getBytes(StandardCharsets.UTF_8));
        String hash = Sha256.hex(digest);
        return folder.resolve(hash.substring(0, 2)).resolve(hash + ".json");
    }
}
