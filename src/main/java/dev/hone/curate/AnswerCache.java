package dev.hone.curate;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model has already answered, in a file of one line a prompt, so that nothing is asked twice: not by the next command,
/// and not after this one was killed. A line that was being written then is cut off.
///
/// The file belongs to one model and one way of sampling, of which its name is to be a hash.
public final class AnswerCache implements AutoCloseable {
    private static final String PROMPT = "prompt", ANSWERS = "answers", TEXT = "text", TOKENS = "tokens", FINISHED = "finished";

    private final Path file;
    private final RandomAccessFile out;
    private final Map<String, List<OwnAnswer>> known = new HashMap<>();

    private AnswerCache(Path file, RandomAccessFile out) {
        this.file = file;
        this.out = out;
    }

    /// @throws UserError when the file cannot be read, or another process writes to it
    public static AnswerCache open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var cache = new AnswerCache(file, new RandomAccessFile(file.toFile(), "rw"));
            try {
                cache.begin();
                return cache;
            } catch (RuntimeException | IOException fault) {
                cache.close();
                throw fault;
            }
        } catch (IOException e) {
            throw new UserError(file + ": cannot be opened (" + e + ")", e);
        }
    }

    private void begin() throws IOException {
        if (out.getChannel().tryLock() == null) throw new UserError(file + ": another process keeps its answers there; wait for it, or name another folder with --cache");
        out.setLength(endOfLastLine());
        out.seek(out.length());
        for (String line : Files.readAllLines(file)) read(line);
    }

    private long endOfLastLine() throws IOException {
        for (long at = out.length(); at > 0; at--) {
            out.seek(at - 1);
            if (out.read() == '\n') return at;
        }
        return 0;
    }

    private void read(String line) {
        try {
            JsonNode row = JsonMapper.shared().readTree(line);
            List<OwnAnswer> answers = new ArrayList<>();
            for (JsonNode one : row.required(ANSWERS)) answers.add(new OwnAnswer(
                    one.required(TEXT).stringValue(), one.required(TOKENS).intValue(), one.required(FINISHED).booleanValue()));
            known.put(row.required(PROMPT).stringValue(), List.copyOf(answers));
        } catch (JacksonException e) {
            throw new UserError(file + ": line " + (known.size() + 1) + " holds no answers (" + e.getOriginalMessage() + "); delete the file, and the model is asked again", e);
        }
    }

    /// @param prompt a hash of its tokens
    public boolean has(String prompt) {
        return known.containsKey(prompt);
    }

    /// @return the answers to a prompt that the cache has
    public List<OwnAnswer> get(String prompt) {
        return known.get(prompt);
    }

    /// Keeps answers; when this returns, the system has them.
    public void put(String prompt, List<OwnAnswer> answers) {
        ObjectNode row = JsonMapper.shared().createObjectNode().put(PROMPT, prompt);
        ArrayNode list = row.putArray(ANSWERS);
        for (OwnAnswer answer : answers) list.addObject().put(TEXT, answer.text()).put(TOKENS, answer.tokens()).put(FINISHED, answer.finished());
        try {
            out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserError(file + ": cannot be written (" + e + ")", e);
        }
        known.put(prompt, List.copyOf(answers));
    }

    @Override public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UserError(file + ": cannot be closed (" + e + ")", e);
        }
    }
}
