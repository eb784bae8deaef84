package dev.hone.cli.show;

import dev.hone.batch.DataOrder;
import dev.hone.cli.console.Terminal;
import dev.hone.token.Learnable;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenVerdict;
import dev.hone.train.LabelledRows;
import dev.hone.train.TrainingSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The batches of a run over answers that are judged: pairs of them, or each with a verdict.
record JudgedBatches(LabelledRows<? extends Learnable> examples, boolean json, PrintWriter out) {
    /// @param shared tokens that both answers begin with, the prompt among them; 0 for a single answer
    /// @param first  tokens beyond them of the better answer, or of the only one
    /// @param second likewise of the worse one; 0 where there is none
    private record Sizes(int shared, int first, int second) {
        static Sizes of(Learnable example) {
            return switch (example) {
                case TokenPair pair -> new Sizes(pair.common(), pair.chosen().length() - pair.common(), pair.rejected().length() - pair.common());
                default -> new Sizes(0, example.length(), 0);
            };
        }

        /// What goes through the model.
        int computed() {
            return shared + first + second;
        }
    }

    void show(TrainingSettings training, int steps) {
        List<? extends Learnable> all = examples.examples();
        DataOrder order = training.order(all.stream().mapToInt(example -> Sizes.of(example).computed()).toArray());
        for (int step = 0; step < steps; step++) {
            List<List<Integer>> batches = order.step(step);
            for (int i = 0; i < batches.size(); i++) show(step + 1, i + 1, batches.get(i));
        }
    }

    private void show(int step, int microBatch, List<Integer> batch) {
        int tokens = batch.stream().mapToInt(i -> example(i).length()).sum(), computed = batch.stream().mapToInt(i -> Sizes.of(example(i)).computed()).sum();
        int labels = batch.stream().mapToInt(i -> example(i).labels()).sum();
        if (json) {
            ObjectNode object = JsonMapper.shared().createObjectNode().put("step", step).put("micro_batch", microBatch).put("tokens", tokens)
                    .put("computed_tokens", computed).put("labels", labels);
            ArrayNode rows = object.putArray("rows");
            batch.forEach(i -> add(rows.addObject(), i));
            out.println(object);
            return;
        }
        out.printf(Locale.ROOT, "step %d, micro-batch %d: %d examples, %,d tokens, %,d of them learned; %,d go through the model%n",
                step, microBatch, batch.size(), tokens, labels, computed);
        batch.forEach(this::print);
    }

    private Learnable example(int index) {
        return examples.examples().get(index);
    }

    private void print(int index) {
        Sizes sizes = Sizes.of(example(index));
        String where = Terminal.harmless(examples.where(index));
        switch (example(index)) {
            case TokenVerdict verdict -> out.printf(Locale.ROOT, "  %s: %s answer, %,d tokens, %d labels%n", where, verdict.good() ? "a good" : "a bad", sizes.first, verdict.labels());
            default -> out.printf(Locale.ROOT, "  %s: both begin with the same %,d tokens; chosen has %,d more, rejected %,d; %d labels%n", where, sizes.shared,
                    sizes.first, sizes.second, example(index).labels());
        }
    }

    private void add(ObjectNode row, int index) {
        Sizes sizes = Sizes.of(example(index));
        row.put("where", examples.where(index)).put("tokens", example(index).length()).put("computed_tokens", sizes.computed()).put("labels", example(index).labels());
        if (example(index) instanceof TokenVerdict(_, boolean good)) row.put("good", good);
        else row.put("shared", sizes.shared).put("chosen", sizes.first).put("rejected", sizes.second);
    }
}
