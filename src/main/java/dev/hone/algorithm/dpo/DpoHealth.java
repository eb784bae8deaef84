package dev.hone.algorithm.dpo;

import dev.hone.model.Predictor;
import dev.hone.train.Finding;
import dev.hone.train.RaisedAlarms;
import dev.hone.train.Recent;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// Watches a run for what loss and accuracy hide, over the last pairs seen. Each alarm is raised once, also in a run that is resumed.
///
/// - **Likelihood displacement**: both answers become less likely, the chosen one too, though the margin grows.
///   Source: Razin et al. 2024, arXiv:2410.08847, section 3.
/// - **Length**: margins follow which answer is longer, so that the policy learns length. Source: Park et al. 2024, arXiv:2403.19159.
/// - **Collapse of the loss**: nearly all margins are so large that pairs teach nothing any more, and what moves is only the model.
/// - **Drift**: the answers are far from what the reference would have said.
/// - **Distance**: the policy no longer writes what the reference wrote; see [ReferenceAnswers].
public final class DpoHealth {
    /// Pairs that are looked back on.
    static final int WINDOW = 64;
    /// Nats a token that the chosen answers may lose.
    static final double DISPLACEMENT = 0.1;
    /// Correlation of margin and length from which length is what is learned.
    static final double LENGTH = 0.6;
    /// Nats a token by which the answers may differ from the reference either way.
    static final double DRIFT = 1.0;
    /// Mean margin above which `σ(margin)` leaves no gradient.
    static final double SATURATED = 8;
    /// Nats a token of divergence from the reference on its own answers.
    static final double DISTANCE = 0.5;

    private final RaisedAlarms alarms;
    private final ReferenceAnswers answers;
    private final IntPredicate due;
    private final Recent<Seen> window = new Recent<>(WINDOW);

    /// @param longer          by how many tokens the chosen answer is longer
    /// @param chosen,rejected drift of the pair's micro-batch
    record Seen(double margin, double longer, double chosen, double rejected) {}

    /// All that later alarms depend on.
    /// @param window the last pairs, the oldest first
    /// @param raised codes of the alarms so far
    record Memory(List<Seen> window, Set<String> raised) {}

    /// @param alarm   is told of each alarm when it is raised
    /// @param answers by which the distance from the reference is measured
    /// @param due     in which steps it is, from 1
    public DpoHealth(Consumer<Finding> alarm, ReferenceAnswers answers, IntPredicate due) {
        this.alarms = new RaisedAlarms(alarm);
        this.answers = answers;
        this.due = due;
    }

    /// Those of the pairs that are looked back on: by how much the chosen answer's reward was higher.
    public List<Double> margins() {
        return all(Seen::margin);
    }

    Memory memory() {
        return new Memory(window.all(), alarms.codes());
    }

    void recall(Memory memory) {
        window.recall(memory.window);
        alarms.recall(memory.raised);
    }

    void see(PairMetrics metrics) {
        for (int i = 0; i < metrics.margins().size(); i++)
            window.add(new Seen(metrics.margins().get(i), metrics.longer().get(i), metrics.driftOfChosen(), metrics.driftOfRejected()));
        if (window.isFull()) look();
    }

    /// The policy's distance from the reference; empty in a step in which it is not measured.
    OptionalDouble distance(int step, Predictor policy) {
        if (answers.count() == 0 || !due.test(step)) return OptionalDouble.empty();
        double distance = answers.divergence(policy);
        if (distance > DISTANCE) alarms.raise("kl_to_reference",
                String.format(Locale.ROOT, "the policy is %.2f nats a token away from what the reference answers to prompts of the rows", distance),
                "lower learning_rate, raise beta, or add the sft loss: loss_type: [sigmoid, sft] with loss_weights: [1, 0.2]");
        return OptionalDouble.of(distance);
    }

    private void look() {
        List<Double> margins = all(Seen::margin);
        double chosen = mean(all(Seen::chosen)), rejected = mean(all(Seen::rejected)), margin = mean(margins);
        double lost = -chosen, far = Math.max(Math.abs(chosen), Math.abs(rejected)), alike = correlation(margins, all(Seen::longer));
        if (lost > DISPLACEMENT && margin > 0) alarms.raise("likelihood_displacement",
                String.format(Locale.ROOT, "the chosen answers have become less likely too, by %.2f nats a token, while the margin grew to %.2f", lost, margin),
                "lower learning_rate, raise beta, or add the sft loss: loss_type: [sigmoid, sft] with loss_weights: [1, 0.2]");
        if (Math.abs(alike) > LENGTH) alarms.raise("length_learned",
                String.format(Locale.ROOT, "margins follow the length of the answers (correlation %.2f over %d pairs), so the policy learns to write %s ones",
                        alike, WINDOW, alike > 0 ? "longer" : "shorter"),
                "balance the lengths of the pairs, set ld_alpha: 0.5, or take loss_type: sigmoid_norm");
        if (far > DRIFT) alarms.raise("far_from_reference",
                String.format(Locale.ROOT, "the answers differ from the reference by %.2f nats a token, so other abilities are at risk", far),
                "lower learning_rate, raise beta, or stop earlier; compare answers on prompts of other kinds");
        if (margin > SATURATED) alarms.raise("margins_saturated",
                String.format(Locale.ROOT, "the mean margin is %.1f, where pairs teach nothing any more", margin), "stop earlier, or take harder pairs");
    }

    private List<Double> all(Function<Seen, Double> number) {
        return window.all().stream().map(number).toList();
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(number -> number).average().orElseThrow();
    }

    /// Pearson's; 0 where one of them does not vary.
    static double correlation(List<Double> x, List<Double> y) {
        double meanX = mean(x), meanY = mean(y), both = 0, ofX = 0, ofY = 0;
        for (int i = 0; i < x.size(); i++) {
            double dx = x.get(i) - meanX, dy = y.get(i) - meanY;
            both += dx * dy;
            ofX += dx * dx;
            ofY += dy * dy;
        }
        return ofX == 0 || ofY == 0 ? 0 : both / Math.sqrt(ofX * ofY);
    }
}
