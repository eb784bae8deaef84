package dev.hone.cli.run;

import dev.hone.batch.DataOrder;
import dev.hone.train.Algorithm;
import dev.hone.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// What a run will take, told before it starts: measured on the longest row that it uses.
/// @param length         tokens of a row that go through the model
/// @param used           those of the rows that the steps take
/// @param unplanned      what the times leave out; "" for nothing
/// @param optimizerBytes memory that the first step adds
record TrainingPlan<E>(TrainingSettings training, TrainedModel model, DataOrder order, List<E> rows, ToIntFunction<E> length, long optimizerBytes, int steps, List<E> used, String unplanned) {
    /// The first pass also loads and compiles, so that a short one says little.
    private static final double TELLING_SECONDS = 15;

    /// @param left steps to be made
    void tell(Algorithm<E> algorithm, int left, Consumer<String> say) {
        long tokens = rows.stream().mapToLong(length::applyAsInt).sum();
        say.accept(String.format(Locale.ROOT, "%,d of %,d parameters are trained%s; %,d tokens an epoch; %,d steps of %,d × %,d rows", model.trainedParameters(),
                model.allParameters(), model.isAdapter() ? " (adapter)" : "", tokens, steps, training.gradientAccumulationSteps(), training.perDeviceTrainBatchSize()));
        if (left == 0) return;
        E longest = used.stream().max(Comparator.comparingInt(length)).orElseThrow();
        int tokensOfLongest = length.applyAsInt(longest);
        double seconds = seconds(algorithm, longest);
        if (seconds < TELLING_SECONDS) seconds = seconds(algorithm, longest);
        double perToken = seconds / tokensOfLongest;
        double perStep = perToken * tokens * order.rounds() / order.stepsPerEpoch();
        say.accept(String.format(Locale.ROOT, "about %.2f s a step, at most %.2f s; about %s in all%s%s", perStep,
                perToken * mostTokens(tokensOfLongest),
                RunShow.clock(perStep * left), unplanned, peak()));
    }

    private static <E> double seconds(Algorithm<E> algorithm, E row) {
        long start = System.nanoTime();
        algorithm.probe(List.of(row));
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
