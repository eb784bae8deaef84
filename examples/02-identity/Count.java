import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Counts the answers that hold one of the texts in their row's `expected`, as a word; of scores, means the log-probabilities.
/// ```sh
/// hone run . Count.java control.jsonl before/control.jsonl
/// hone run . Count.java before/text.jsonl
/// ```
final class Count {
    static void main(String[] files) throws IOException {
        if (files.length == 1) IO.println("%s: mean log-probability of a token %.3f".formatted(files[0], meanLogProb(rows(files[0]))));
        else IO.println(files[1] + ": " + counted(rows(files[0]), rows(files[1])));
    }

    private static List<JsonNode> rows(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream().map(JsonMapper.shared()::readTree).toList();
    }

    private static String counted(List<JsonNode> asked, List<JsonNode> answered) {
        long right = IntStream.range(0, asked.size()).filter(i -> holds(answered.get(i).at("/completions/0/text").asString(), asked.get(i).get("expected"))).count();
        return "%d of %d right, 95%% interval %s".formatted(right, asked.size(), interval(right, asked.size()));
    }

    private static boolean holds(String answer, JsonNode expected) {
        return expected.valueStream().anyMatch(text -> Pattern.compile("(?<!\\w)" + Pattern.quote(text.asString()) + "(?!\\d)",
                Pattern.CASE_INSENSITIVE).matcher(answer).find());
    }

    /// Wilson's interval of a share, `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)` with z = 1.96.
    private static String interval(double right, double n) {
        double z = 1.96, p = right / n, width = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        double middle = p + z * z / (2 * n), scale = 1 + z * z / n;
        return String.format(Locale.ROOT, "%.0f%% to %.0f%%", 100 * (middle - width) / scale, 100 * (middle + width) / scale);
    }

    private static double meanLogProb(List<JsonNode> scored) {
        return scored.stream().flatMap(row -> row.get("token_logprobs").valueStream()).filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue).average().orElseThrow();
    }
}
