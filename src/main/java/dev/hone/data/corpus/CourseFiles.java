package dev.hone.data.corpus;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything that the base model and its post-training learn from and are measured on, as files of JSON Lines. The same seed gives the same bytes.
/// @param texts of the corpus for pre-training; 0 for no such files
public record CourseFiles(long seed, int texts) {

    private static final int EVALUATION_TEXTS = 200;
    private static final int CONVERSATIONS = 4000;
    private static final int IDENTITY_PAIRS = 200;
    private static final int SUMS = 2000;
    private static final int EVALUATED_PER_SKILL = 100;

    public CourseFiles {
        if (texts < 0) throw new UserError("texts is " + texts + "; expected at least 0");
    }

    /// Writes them into a folder, which is made where it is missing.
    /// @return how many rows each file has
    public Map<String, Integer> write(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be made (" + e + ")", e);
        }
        Map<String, Integer> rows = new LinkedHashMap<>();
        files().forEach((name, content) -> AtomicFile.writeLines(folder.resolve(name), out -> {
            int count = 0;
            for (ObjectNode row : (Iterable<ObjectNode>) content::iterator) {
                out.append(row.toString()).append('\n');
                count++;
            }
            rows.put(name, count);
        }));
        return rows;
    }

    /// The rows of each file. Each has dice of its own.
    private Map<String, Stream<ObjectNode>> files() {
        Map<String, Stream<ObjectNode>> files = new LinkedHashMap<>();
        if (texts > 0) {
            files.put("pretrain.jsonl", texts(0, texts));
            files.put("pretrain-eval.jsonl", texts(texts, texts + EVALUATION_TEXTS));
        }
        Dice conversations = new Dice(seed + 1);
        files.put("sft.jsonl", Stream.generate(() -> CourseRows.conversation(conversations)).limit(CONVERSATIONS));
        Dice pairs = new Dice(seed + 2);
        files.put("identity.jsonl", Stream.generate(() -> CourseRows.identityPair(pairs)).limit(IDENTITY_PAIRS));
        Dice sums = new Dice(seed + 3);
        files.put("sums.jsonl", Stream.generate(() -> CourseRows.sum(sums)).limit(SUMS));
        files.put("eval.jsonl", evaluation());
        return files;
    }

    private Stream<ObjectNode> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> JsonMapper.shared().createObjectNode().put("text", Corpus.text(seed, number)));
    }

    private Stream<ObjectNode> evaluation() {
        Dice dice = new Dice(seed + 4);
        return Stream.of(Skill.values()).flatMap(skill -> skill.heldOut(EVALUATED_PER_SKILL, dice).stream()).map(CourseRows::toAnswer);
    }
}
