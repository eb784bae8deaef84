import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.generate.Generation;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.RowLoop;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.model.CausalLm;
import dev.hone.model.Decoder;
import dev.hone.model.KvCache;
import dev.hone.model.ModelConfig;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.kernel.Workers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hone's side of the generation benchmark: prefill of 2048 tokens, then 1, 16 and 64 prompts with 64 new tokens each.
/// Prints one JSON line with the fields of generate_transformers.py; bench/README.md says what they mean.
///
/// A [Generator] computes prompts in chunks beside answers that already run. A step is therefore timed only while all rows of
/// the batch run: after the last row's first token, before the first row's end.
@Command(name = "Generate", mixinStandardHelpOptions = true)
public final class Generate implements Runnable {
    private static final int WARM_UP_STEPS = 8;
    private static final int WARM_UP_PROMPT = 16;
    /// Several times the largest cache; streams from memory.
    private static final long READ_BYTES = 512L << 20;
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int READ_PASSES = 5;

    @Option(names = "--model", required = true) Path model;
    @Option(names = "--prompts", required = true) Path prompts;
    @Option(names = "--batches", split = ",", defaultValue = "1,16,64") List<Integer> batches;
    @Option(names = "--new-tokens", defaultValue = "64") int newTokens;
    @Option(names = "--prefill", defaultValue = "2048", description = "tokens; 0 leaves it out") int prefill;
    @Option(names = "--repeats", defaultValue = "1", description = "runs of each workload; the median is printed") int repeats;
    @Option(names = "--threads") Integer threads;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final List<int[]> decodeRows = new ArrayList<>();
    private int[] longPrompt;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Generate()).execute(arguments));
    }

    @Override public void run() {
        try {
            measure();
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    private void measure() throws IOException {
        if (newTokens < 2) throw new IllegalArgumentException("--new-tokens is below 2; a step is timed between two tokens");
        if (threads != null) Workers.threads(threads);
        readPrompts();
        HfFolder folder = HfFolder.open(model);
        Map<String, Object> line = new LinkedHashMap<>();
        try (Safetensors weights = folder.weights()) {
            CausalLm lm = CausalLm.of(ModelConfig.read(folder.config(), "config.json"), weights);
            Decoder decoder = new CpuDecoder(lm);
            line.put("side", "hone");
            line.put("dtype", lm.head().weight().stored().dtype().torchName());
            Load load = new Load();
            if (prefill > 0) line.put("prefill", prefill(decoder));
            for (int batch : batches) line.put("batch" + batch, decode(decoder, decodeRows.subList(0, batch)));
            load.report(line);
            line.put("peak_rss_mib", peakRssMib());      // before the buffer of the read loop is made
            line.put("threads", Workers.shared().count());
            double bandwidth = bytesPerSecond();
            long bytes = bytesOfAStep(lm);
            line.put("memory_gb_per_s", round(bandwidth / 1e9, 1));
            line.put("weight_mb", round(bytes / 1e6, 1));
            line.put("floor_ms_per_step", round(1e3 * bytes / bandwidth, 2));
            line.put("cpu", cpuName() + " x" + Runtime.getRuntime().availableProcessors());
            line.put("java", Runtime.version().toString());
        }
        System.out.println(JSON.writeValueAsString(line));
    }

    private void readPrompts() throws IOException {
        for (String text : Files.readAllLines(prompts)) {
            JsonNode row = JSON.readTree(text);
            int[] ids = new int[row.get("input_ids").size()];
            for (int i = 0; i < ids.length; i++) ids[i] = row.get("input_ids").get(i).asInt();
            if (row.get("workload").asString().equals("decode")) decodeRows.add(ids);
            else longPrompt = ids;
        }
    }

    /// Reads one long prompt in the chunks that a [Generator] uses.
    private Map<String, Object> prefill(Decoder decoder) {
        int[] ids = Arrays.copyOf(longPrompt, Math.min(prefill, longPrompt.length));
        int chunk = GeneratorSettings.of(ids.length).prefillChunk();
        double[] seconds = new double[1 + repeats];
        for (int run = 0; run < seconds.length; run++) {
            long start = System.nanoTime();
            try (KvCache cache = decoder.newCache()) {
                for (int from = 0; from < ids.length; from += chunk) {
                    decoder.next(List.of(new Decoder.Step(cache, Arrays.copyOfRange(ids, from, Math.min(ids.length, from + chunk)))));
                }
            }
            seconds[run] = (System.nanoTime() - start) / 1e9;
        }
        double median = median(Arrays.copyOfRange(seconds, 1, seconds.length));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("seconds", round(median, 3));
        out.put("tokens_per_s", round(ids.length / median, 1));
        return out;
    }

    private record Run(double seconds, double firstTokens, double secondsPerStep) {}

    private Map<String, Object> decode(Decoder decoder, List<int[]> rows) {
        generated(decoder, rows.stream().map(row -> Arrays.copyOf(row, WARM_UP_PROMPT)).toList(), Math.min(WARM_UP_STEPS, newTokens));
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < repeats; i++) runs.add(generated(decoder, rows, newTokens));
        double seconds = median(runs.stream().mapToDouble(Run::seconds).toArray());
        double step = median(runs.stream().mapToDouble(Run::secondsPerStep).toArray());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("prompt_tokens", rows.stream().mapToInt(row -> row.length).sum());
        out.put("seconds", round(seconds, 3));
        out.put("prefill_s", round(median(runs.stream().mapToDouble(Run::firstTokens).toArray()), 3));
        out.put("tokens_per_s", round(rows.size() * newTokens / seconds, 1));
        out.put("ms_per_step", Double.isNaN(step) ? null : round(1e3 * step, 2));
        out.put("decode_tokens_per_s", Double.isNaN(step) ? null : round(rows.size() / step, 1));
        return out;
    }

    private static Run generated(Decoder decoder, List<int[]> rows, int newTokens) {
        RowLoop onAllCores = (count, work) -> Workers.shared().forEach(count, 1, (from, to) -> {
            for (int row = from; row < to; row++) work.accept(row);
        });
        int longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
        SamplingSettings settings = SamplingSettings.DEFAULTS.with(s -> {
            s.doSample = true;
            s.temperature = 1;
            s.topK = 0;
            s.topP = 1;
            s.ignoreEos = true;
            s.maxNewTokens = newTokens;
        });
        long[][] marks = new long[rows.size()][newTokens];
        try (Generator generator = new Generator(decoder, GeneratorSettings.of(longest + newTokens), onAllCores)) {
            long start = System.nanoTime();
            List<Generation> running = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                running.add(generator.submit(new Request(rows.get(row), settings, row, TextStream.IDS_ONLY), clock(marks[row])));
            }
            for (Generation generation : running) {
                if (generation.result().completions().getFirst().tokenIds().length != newTokens)
                    throw new IllegalStateException("an answer ended early");
            }
            long end = System.nanoTime();
            long allRun = Arrays.stream(marks).mapToLong(row -> row[0]).max().orElseThrow();
            return new Run((end - start) / 1e9, (allRun - start) / 1e9, secondsPerStep(marks, allRun));
        }
    }

    /// Notes when each token of an answer was there.
    private static Listener clock(long[] marks) {
        return new Listener() {
            private int tokens;

            @Override public void token(int sample, int id, float tokenLogProb, float sampledLogProb) {
                marks[tokens++] = System.nanoTime();
            }
        };
    }

    /// From the first step in which all rows ran to the last: the row that ends first has taken part in each of them.
    /// @return not a number where fewer than two such steps were made
    private static double secondsPerStep(long[][] marks, long allRun) {
        long[] first = Arrays.stream(marks).min((a, b) -> Long.compare(a[a.length - 1], b[b.length - 1])).orElseThrow();
        long[] window = Arrays.stream(first).filter(mark -> mark >= allRun || marks.length == 1).toArray();
        return window.length < 2 ? Double.NaN : (window[window.length - 1] - window[0]) / 1e9 / (window.length - 1);
    }

    /// Bytes that a step reads at least: every weight once. Of an embedding that is not also the output layer only a few rows
    /// are read, so it does not count; experts count in full. Keys and values are left out, which makes the floor lower.
    private static long bytesOfAStep(CausalLm model) {
        long bytes = 0;
        for (Parameter parameter : model.parameters()) {
            if (parameter == model.embedding() && model.head().weight() != parameter) continue;
            bytes += Arrays.stream(parameter.shape()).reduce(1, Math::multiplyExact) * parameter.stored().dtype().bytes();
        }
        return bytes;
    }

    /// The fastest of a few passes in which every thread sums its part of a large stretch of memory.
    private static double bytesPerSecond() {
        int parts = 16 * Workers.shared().count();
        long each = READ_BYTES / parts / 4096 * 4096;
        float[] sums = new float[parts];
        double best = 0;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment data = arena.allocate(each * parts, 4096).fill((byte) 0);
            for (int pass = 0; pass < READ_PASSES; pass++) {
                long start = System.nanoTime();
                Workers.shared().forEach(parts, 1, (from, to) -> {
                    for (int part = from; part < to; part++) sums[part] = sum(data, part * each, each);
                });
                best = Math.max(best, each * parts / ((System.nanoTime() - start) / 1e9));
            }
        }
        for (float sum : sums) if (sum != 0) throw new AssertionError("zeros sum to " + sum);      // the sums are used, so they are computed
        return best;
    }

    private static float sum(MemorySegment data, long from, long count) {
        int bytes = LANES.vectorByteSize();
        FloatVector a = FloatVector.zero(LANES), b = a, c = a, d = a;
        for (long at = from; at < from + count; at += 4L * bytes) {
            a = a.add(FloatVector.fromMemorySegment(LANES, data, at, ByteOrder.LITTLE_ENDIAN));
            b = b.add(FloatVector.fromMemorySegment(LANES, data, at + bytes, ByteOrder.LITTLE_ENDIAN));
            c = c.add(FloatVector.fromMemorySegment(LANES, data, at + 2L * bytes, ByteOrder.LITTLE_ENDIAN));
            d = d.add(FloatVector.fromMemorySegment(LANES, data, at + 3L * bytes, ByteOrder.LITTLE_ENDIAN));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    /// Cores that this process and others kept busy since it was made.
    private static final class Load {
        private final long start = System.nanoTime();
        private final double own = ownSeconds(), all = machineSeconds();

        void report(Map<String, Object> line) throws IOException {
            double wall = (System.nanoTime() - start) / 1e9;
            double mine = ownSeconds() - own;
            line.put("seconds", round(wall, 1));
            line.put("own_cpu", round(mine / wall, 2));
            line.put("other_cpu", round(Math.max(0, machineSeconds() - all - mine) / wall, 2));
        }

        private Load() throws IOException {}

        private static double ownSeconds() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
        }

        /// Linux counts in hundredths of a second: user, nice, system, idle, iowait, irq, softirq.
        private static double machineSeconds() throws IOException {
            try (var lines = Files.lines(Path.of("/proc/stat"))) {
                String[] fields = lines.findFirst().orElseThrow().split("\\s+");
                double ticks = 0;
                for (int i : new int[] {1, 2, 3, 6, 7}) ticks += Double.parseDouble(fields[i]);
                return ticks / 100;
            }
        }
    }

    private static long peakRssMib() throws IOException {
        return Long.parseLong(fieldOf("/proc/self/status", "VmHWM").replaceAll("\\D", "")) / 1024;
    }

    private static String cpuName() throws IOException {
        return fieldOf("/proc/cpuinfo", "model name");
    }

    private static String fieldOf(String file, String name) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name)).findFirst().map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double round(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
