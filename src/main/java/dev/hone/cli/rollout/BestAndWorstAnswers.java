package dev.hone.cli.rollout;

import dev.hone.report.Rollouts;
import dev.hone.report.Section;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// For the report: the best and the worst answer in generations from the first to the last.
final class BestAndWorstAnswers {
    /// Generations that the report tells of.
    private static final int SHOWN = 6;

    private BestAndWorstAnswers() {}

    /// @param run the run's folder
    static List<Section> of(Path run) {
        List<Path> files = RecordedAnswer.files(run);
        List<Rollouts.Pair> pairs = IntStream.range(0, Math.min(SHOWN, files.size()))
                .map(i -> files.size() <= SHOWN ? i : i * (files.size() - 1) / (SHOWN - 1)).mapToObj(i -> pair(i, RecordedAnswer.read(files.get(i)))).toList();
        return pairs.isEmpty() ? List.of() : List.of(new Rollouts(pairs));
    }

    /// To the prompt whose best answer is furthest ahead; where each prompt has one answer, of all.
    private static Rollouts.Pair pair(int generation, List<RecordedAnswer> recorded) {
        Comparator<RecordedAnswer> byAdvantage = Comparator.comparingDouble(RecordedAnswer::advantage);
        RecordedAnswer best = recorded.stream().max(byAdvantage).orElseThrow();
        List<RecordedAnswer> group = recorded.stream().filter(answer -> answer.prompt().equals(best.prompt())).toList();
        RecordedAnswer worst = (group.size() > 1 ? group : recorded).stream().min(byAdvantage).orElseThrow();
        return new Rollouts.Pair("Generation " + generation, said(best), said(worst));
    }

    private static Rollouts.Said said(RecordedAnswer answer) {
        return new Rollouts.Said(answer.prompt(), answer.completion(), answer.judged());
    }
}
