package dev.hone.cli.run;

import dev.hone.batch.DataOrder;
import dev.hone.train.Algorithm;
import dev.hone.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// What a run will take, told before it starts: measured on the longest rows that it uses.
/// @param length         tokens of a row that go through the model
/// @param used           those of the rows that the steps take
/// @param unplanned      what the times leave out; "" for nothing
/// @param optimizerBytes memory that the first step adds
record TrainingPlan<E>(TrainingSettings training, TrainedModel model, DataOrder order, List<E> rows, ToIntFunction<E> length, long optimizerBytes, int steps, List<E> used, String unplanned) {
    /// The first pass also loads and compiles, so that a short one says little.
    private static final double TELLING_SECONDS = 15;
    /// A pass takes about as many; fewer would say too little of memory.
    private static final long TELLING_TOKENS = 512;

    /// @param left steps to be made
    void tell(Algorithm<E> algorithm, int left, Consumer<String> say) {
        long tokens = tokens(rows);
        say.accept(String.format(Locale.ROOT, "%,d of %,d parameters are trained%s; %,d tokens an epoch; %,d steps of %,d × %,d rows", model.trainedParameters(),
                model.allParameters(), model.isAdapter() ? " (adapter)" : "", tokens, steps, training.gradientAccumulationSteps(), training.perDeviceTrainBatchSize()));
        if (left == 0) return;
        List<E> longest = longest();
        double seconds = seconds(algorithm, longest);
        if (seconds < TELLING_SECONDS) seconds = seconds(algorithm, longest);
        double perToken = seconds / tokens(longest);
        double perStep = perToken * tokens * order.rounds() / order.stepsPerEpoch();
        say.accept(String.format(Locale.ROOT, "about %.2f s a step, at most %.2f s; about %s in all%s%s", perStep,
                perToken * mostTokens(length.applyAsInt(longest.getFirst())),
                RunShow.clock(perStep * left), unplanned, peak()));
    }

    private long tokens(List<E> some) {
        return some.stream().mapToLong(length::applyAsInt).sum();
    }

    /// As many as a micro-batch has and make up a pass; the longest first.
    private List<E> longest() {
        List<E> longest = new ArrayList<>();
        for (E row : used.stream().sorted(Comparator.comparingInt(length).reversed()).limit(training.perDeviceTrainBatchSize()).toList())
            if (longest.isEmpty() || tokens(longest) + length.applyAsInt(row) <= TELLING_TOKENS) longest.add(row);
        return longest;
    }

    private static <E> double seconds(Algorithm<E> algorithm, List<E> rows) {
        long start = System.nanoTime();
        algorithm.probe(rows);
        return (System.nanoTime() - start) / 1e9;
    }

    /// No step has more.
    private long mostTokens(int longest) {
        return longest * order.step(0).stream().flatMap(List::stream).distinct().count();
    }

    private String peak() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            long kib = lines.filter(line -> line.startsWith("VmHWM")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
            return String.format(Locale.ROOT, "; peak memory %.1f GiB", (kib * 1024.0 + optimizerBytes) / (1L << 30));
        } catch (IOException notLinux) {
            return "";
        }
    }
}
