import dev.hone.reward.Reward;
import dev.hone.reward.RewardRequest;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// 1 for an answer that is the row's `order` as JSON, 0 for any other.
public final class SameOrder implements Reward {
    @Override public double[] score(List<RewardRequest> answers) {
        return answers.stream().mapToDouble(answer -> read(answer.answer()).equals(read(answer.column("order").stringValue())) ? 1 : 0).toArray();
    }

    private static JsonNode read(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException _) {
            return JsonMapper.shared().missingNode();
        }
    }
}
