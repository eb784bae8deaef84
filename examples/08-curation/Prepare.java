import dev.hone.checkpoint.ShippedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes a bad data set of a good one, as data sets off the web are: `out/clean.jsonl`, `out/raw.jsonl`, and prompts and held-out sums; and writes the base model to `out/base`.
public final class Prepare {
    private static final int PROMPTS = 600;

    public static void main(String[] arguments) throws IOException {
        Path out = Path.of("out");
        ShippedModel.copyTo(out.resolve("base"), true);
        List<JsonNode> clean = sums(out.resolve("corpus/sft.jsonl"));
        write(out.resolve("clean.jsonl"), clean);
        write(out.resolve("raw.jsonl"), spoiled(clean, new Random(1)));
        write(out.resolve("prompts.jsonl"), sums(out.resolve("corpus/sums.jsonl")).subList(0, PROMPTS));
        write(out.resolve("held-out.jsonl"), sums(out.resolve("corpus/eval.jsonl")));
    }

    private static List<JsonNode> sums(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).filter(row -> row.get("skill").asString().equals("sums")).toList();
    }

    /// Of 20 rows 8 stay as they are, 4 say a wrong number, 3 stop in the middle, 3 refuse, and 2 refuse four times.
    private static List<JsonNode> spoiled(List<JsonNode> clean, Random random) {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : clean) {
            int kind = random.nextInt(20);
            String answer = row.at("/messages/1/content").asString();
            if (kind < 8) rows.add(row);
            else if (kind < 12) rows.add(with(row, answer.replaceFirst("\\d+(?=\\D*$)", String.valueOf(random.nextInt(100)))));
            else if (kind < 15) rows.add(with(row, answer.substring(0, answer.length() / 2)));
            else for (int i = 0; i < (kind < 18 ? 1 : 4); i++) rows.add(with(row, "I'm sorry, but I cannot help with that."));
        }
        return rows;
    }

    private static JsonNode with(JsonNode row, String answer) {
        ObjectNode other = (ObjectNode) row.deepCopy();
        ((ObjectNode) other.at("/messages/1")).put("content", answer);
        return other;
    }

    private static void write(Path file, List<JsonNode> rows) throws IOException {
        Files.writeString(file, String.join("\n", rows.stream().map(JsonNode::toString).toList()) + "\n");
    }
}
