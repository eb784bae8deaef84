package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledPair;
import dev.hone.train.Finding.Severity;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether the rows' own scores say that the rejected answer is the better one, as when the two columns were swapped. Looks at
/// columns such as `score_chosen` and `score_rejected`; where there are none, nothing can be said.
final class ScoreCheck implements Check<LabelledPair> {
    /// Names of columns for which more is better, apart from the answer that they are of.
    private static final Set<String> SCORES = Set.of("score", "rating", "reward");

    private long scored;
    private long against;

    @Override public void see(Item.Sample row, LabelledPair outcome) {
        OptionalDouble lead = lead(row.row().fields());
        if (lead.isEmpty()) return;
        scored++;
        if (lead.getAsDouble() < 0) against++;
    }

    /// By how much the chosen answer's score is higher.
    private static OptionalDouble lead(ObjectNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String name = field.getKey();
            if (!name.contains("chosen") || !SCORES.contains(name.replace("chosen", "").replaceAll("[_ -]", ""))) continue;
            double chosen = field.getValue().asDouble(Double.NaN);
            double rejected = fields.path(name.replace("chosen", "rejected")).asDouble(Double.NaN);
            if (Double.isFinite(chosen - rejected)) return OptionalDouble.of(chosen - rejected);
        }
        return OptionalDouble.empty();
    }

    @Override public List<Finding> findings() {
        var share = new Share(against, scored);
        if (share.isMost()) return List.of(new Finding(Severity.REFUSE, "columns_swapped",
                "in " + share.of("rows") + " the rejected answer has the higher score: chosen and rejected are probably swapped",
                "column_mapping: {chosen: rejected, rejected: chosen} swaps them"));
        if (share.isMany()) return List.of(new Finding(Severity.WARN, "scores_disagree",
                "in " + share.of("rows") + " the rejected answer has the higher score", "take those rows out, or ask where the scores are from"));
        return List.of();
    }
}
