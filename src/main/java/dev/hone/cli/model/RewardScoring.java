package dev.hone.cli.model;

import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.console.RowOutput;
import dev.hone.reward.RewardModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One `hone score --reward` from its rows to their rewards.
final class RewardScoring {
    private final ScoreCommand command;
    private RewardModel model;
    private volatile int rows;
    private int answers;
    private double sum;
    private int pairs;
    private int right;
    private double margins;

    RewardScoring(ScoreCommand command) {
        this.command = command;
    }

    int run() {
        try (OpenModel opened = OpenModel.openReward(command.reward, command.common)) {
            model = opened.rewardModel();
            int total = JsonLines.canBeReadTwice(command.input) ? JsonLines.forEach(command.input, row -> RewardRow.of(row).tokens(model, row)) : 0;
            long start = System.nanoTime();
            RowOutput.write(command.output, out(), sink -> {
                try (JsonLines lines = JsonLines.open(command.input); ProgressLine _ = ProgressLine.on(command.spec.commandLine().getErr(),
                        command.common.quiet, () -> progress(total))) {
                    for (JsonLines.Row row; (row = lines.next()) != null; ) score(row, sink);
                }
            });
            if (!command.output.equals(JsonLines.STANDARD)) summarise((System.nanoTime() - start) / 1e9);
        }
        return Program.SUCCESS;
    }

    private void score(JsonLines.Row row, RowOutput.Sink sink) throws IOException {
        RewardRow asked = RewardRow.of(row);
        double[] rewards = model.scores(asked.tokens(model, row));
        ObjectNode answer = row.answer();
        asked.put(rewards, answer);
        sink.write(answer);
        rows++;
        answers += rewards.length;
        for (double reward : rewards) sum += reward;
        if (asked.isPair()) {
            pairs++;
            margins += rewards[0] - rewards[1];
            if (rewards[0] > rewards[1]) right++;
        }
    }

    private String progress(int total) {
        return String.format(Locale.ROOT, "%d%s rows", rows, total > 0 ? " of " + total : "");
    }

    /// Accuracy is the share of pairs whose chosen answer has the higher reward; equal ones count as wrong, as in TRL.
    private void summarise(double seconds) {
        if (command.json) {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("output", command.output).put("rows", rows).put("answers", answers)
                    .put("mean_reward", sum / answers);
            if (pairs > 0) json.put("pairs", pairs).put("accuracy", (double) right / pairs).put("mean_margin", margins / pairs);
            out().println(json.put("seconds", Math.round(seconds * 1000) / 1000.0));
        } else if (!command.common.quiet) {
            String ofPairs = pairs == 0 ? "" : String.format(Locale.ROOT, ", accuracy %.4f, mean margin %.4f over %d pairs",
                    (double) right / pairs, margins / pairs, pairs);
            out().printf(Locale.ROOT, "%s: %d rows, %d answers scored, mean reward %.4f%s, %.1f s%n", command.output, rows, answers, sum / answers, ofPairs, seconds);
        }
        out().flush();
    }

    private PrintWriter out() {
        return command.spec.commandLine().getOut();
    }
}
