package dev.hone.algorithm.dpo;

import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SafetensorsWriter;
import dev.hone.checkpoint.TensorSource;
import dev.hone.hub.Sha256;
import dev.hone.model.Predictor;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.token.Learnable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/// The reference's log-probabilities of all examples of a run, found once before the first step and kept in a file. Its name is a
/// hash of all that they depend on, the model and the examples' tokens (and so the rows and the template), so that one of other
/// numbers is never taken for it.
public final class KnownReference {
    /// In the run's folder, apart from the model's own weights: some programs take every file of numbers beside them for theirs.
    static final String FOLDER = "reference";
    private static final String SUFFIX = ".safetensors";
    private static final String NUMBERS = "log_probs";

    private KnownReference() {}

    /// @param run      the run's folder
    /// @param model    a hash of the reference
    /// @param settings say how examples go through the model
    /// @param asked    is told how many examples have been asked about; not at all where the file is there
    public static Reference of(Path run, String model, List<? extends Learnable> examples, DpoSettings settings, Predictor reference, IntConsumer asked) {
        var layout = new PreferenceBatch.Layout(settings.sharePrompt(), false);
        List<Learnable> each = distinct(examples);
        Path file = run.resolve(FOLDER).resolve(key(model, each, layout) + SUFFIX);
        if (Files.exists(file)) return read(file, each, layout);
        Map<Learnable, float[]> byExample = new IdentityHashMap<>();
        for (PreferenceBatch batch : PreferenceBatch.cut(each, layout, settings.maxTokensPerPass())) {
            List<float[]> found = batch.byExample(Reference.of(reference).logProbs(batch));
            for (int i = 0; i < found.size(); i++) byExample.put(batch.examples().get(i), found.get(i));
            asked.accept(byExample.size());
        }
        makeRoom(file.getParent(), SUFFIX);
        write(file, each.stream().map(byExample::get).toList());
        return new Reference.Known(byExample);
    }

    /// Deletes what an earlier run with other rows or another model has left: files that end in `suffix`.
    static void makeRoom(Path folder, String suffix) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> old = Files.list(folder)) {
                for (Path file : old.filter(each -> each.toString().endsWith(suffix)).toList()) Files.delete(file);
            }
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be written to (" + e.getMessage() + ")", e);
        }
    }

    /// Each example once, in order.
    private static List<Learnable> distinct(List<? extends Learnable> examples) {
        Map<Learnable, Boolean> seen = new IdentityHashMap<>();
        return examples.stream().<Learnable>map(example -> example).filter(example -> seen.put(example, true) == null).toList();
    }

    private static String key(String model, List<Learnable> examples, PreferenceBatch.Layout layout) {
        MessageDigest digest = Sha256.begin();
        digest.update((model + layout.shares()).getBytes(StandardCharsets.UTF_8));
        for (Learnable example : examples) digest.update(example.bytes());
        return Sha256.hex(digest).substring(0, 32);
    }

    private static void write(Path file, List<float[]> numbers) {
        int count = numbers.stream().mapToInt(each -> each.length).sum();
        SafetensorsWriter.writeFile(file, List.of(new TensorSource(NUMBERS, DType.FLOAT32, new long[] {count}, arena -> {
            MemorySegment memory = arena.allocate(4L * Math.max(1, count), 64);
            long at = 0;
            for (float[] each : numbers) {
                MemorySegment.copy(each, 0, memory, ValueLayout.JAVA_FLOAT, at, each.length);
                at += 4L * each.length;
            }
            return memory.asSlice(0, 4L * count);
        })), Map.of());
    }

    private static Reference read(Path file, List<Learnable> examples, PreferenceBatch.Layout layout) {
        Map<Learnable, float[]> byExample = new IdentityHashMap<>();
        try (Safetensors stored = Safetensors.open(file)) {
            float[] numbers = Numbers.read(stored.get(NUMBERS).bytes(), DType.FLOAT32);
            int at = 0;
            for (Learnable example : examples) {
                int labels = PreferenceBatch.of(List.of(example), layout).tokens().labels();
                byExample.put(example, Arrays.copyOfRange(numbers, at, at + labels));
                at += labels;
            }
        }
        return new Reference.Known(byExample);
    }
}
