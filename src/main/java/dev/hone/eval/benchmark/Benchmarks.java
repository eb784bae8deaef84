package dev.hone.eval.benchmark;

import dev.hone.eval.Askable;
import dev.hone.eval.Benchmark;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.tau.Domain;
import dev.hone.eval.tau.Edition;
import dev.hone.eval.text.PunktData;
import dev.hone.reward.math.MathVerifier;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The benchmarks by name, one a line.
public final class Benchmarks {
    private static final Map<String, Function<Means, Benchmark>> BY_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("aime", _ -> new Aime(verifier())),
            Map.entry("alpaca-eval", _ -> new AlpacaEval()),
            Map.entry("arc-challenge", _ -> new Arc("arc-challenge", "ARC-Challenge")),
            Map.entry("arc-easy", _ -> new Arc("arc-easy", "ARC-Easy")),
            Map.entry("arena-hard", _ -> new ArenaHard()),
            Map.entry("bfcl", _ -> new Bfcl()),
            Map.entry("bfcl-multi-turn", means -> new BfclMultiTurn("bfcl-multi-turn", "multi_turn_base", means.files)),
            Map.entry("bfcl-multi-turn-miss-func", means -> new BfclMultiTurn("bfcl-multi-turn-miss-func", "multi_turn_miss_func", means.files)),
            Map.entry("bfcl-multi-turn-miss-param", means -> new BfclMultiTurn("bfcl-multi-turn-miss-param", "multi_turn_miss_param", means.files)),
            Map.entry("gpqa", _ -> new Gpqa()),
            Map.entry("gsm8k", _ -> new Gsm8k()),
            Map.entry("hellaswag", _ -> new HellaSwag()),
            Map.entry("ifeval", means -> new IfEval(means.punkt)),
            Map.entry("livecodebench", _ -> new LiveCodeBenchSuite(Sandboxes::best)),
            Map.entry("math", _ -> new MathAnswers(verifier())),
            Map.entry("mmlu", _ -> new Mmlu()),
            Map.entry("mmlu-pro", _ -> new MmluPro()),
            Map.entry("mt-bench", _ -> new MtBench()),
            Map.entry("nexusbench", _ -> new NexusBench()),
            Map.entry("tau-bench", means -> new TauBench("tau-bench", List.of("retail", "airline"), means.files)),
            Map.entry("tau2-bench", means -> new Tau2Bench("tau2-bench", List.of("airline", "retail", "telecom"), means.files)),
            Map.entry("toolsandbox", means -> new ToolSandbox(means.files))));

    static {
        for (String category : BfclCategory.NAMES) BY_NAME.put(BfclCategory.suite(category), _ -> new BfclCategory(category));
        for (String domain : Domain.names(Edition.FIRST)) BY_NAME.put("tau-bench-" + domain, means -> new TauBench("tau-bench-" + domain, List.of(domain), means.files));
        for (String domain : Domain.names(Edition.SECOND)) BY_NAME.put("tau2-bench-" + domain, means -> new Tau2Bench("tau2-bench-" + domain, List.of(domain), means.files));
    }

    /// What benchmarks work with.
    private record Means(PunktData punkt, SuiteFiles files) {}

    private Benchmarks() {}

    private static MathVerifier verifier() {
        return new MathVerifier(Duration.ofSeconds(5));
    }

    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /// The names of those that can be put to a model.
    public static List<String> askable() {
        return names().stream().filter(name -> of(name, PunktData.BUILT_IN, SuiteFiles.installed()) instanceof Askable).toList();
    }

    /// @param name  as in [#names]; `_` stands for `-` too
    /// @param punkt by what sentences are found
    /// @param files that rows refer to
    public static Benchmark of(String name, PunktData punkt, SuiteFiles files) {
        Function<Means, Benchmark> maker = BY_NAME.get(name.replace('_', '-'));
        if (maker == null) throw new UserError("there is no benchmark \"" + name + "\"" + Nearest.hint(name, names()) + "; the benchmarks are " + String.join(", ", names()));
        return maker.apply(new Means(punkt, files));
    }
}
