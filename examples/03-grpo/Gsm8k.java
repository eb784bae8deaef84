import dev.hone.data.Row;
import dev.hone.data.source.RowReader;
import dev.hone.data.source.Sources;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes chats of GSM8K's rows, each with the number behind `####` as the right answer, on standard output.
/// ```sh
/// hone run . Gsm8k.java problems.jsonl > out/train.jsonl
/// ```
final class Gsm8k {
    private static final String HOW = " Think step by step and write the final number in \\boxed{}.";

    static void main(String[] files) throws Exception {
        for (String file : files) try (RowReader rows = Sources.open(Path.of(file), file)) {
            for (Row row; (row = rows.next()) != null; ) IO.println(problem(row.fields()));
        }
    }

    private static ObjectNode problem(ObjectNode row) {
        String solution = row.get("answer").stringValue();
        ObjectNode problem = JsonMapper.shared().createObjectNode();
        problem.putArray("prompt").addObject().put("role", "user").put("content", row.get("question").stringValue() + HOW);
        return problem.put("answer", solution.substring(solution.lastIndexOf("####") + 4).strip().replace(",", ""));
    }
}
