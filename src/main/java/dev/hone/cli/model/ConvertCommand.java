package dev.hone.cli.model;

import dev.hone.checkpoint.BaseModel;
import dev.hone.checkpoint.GgufConversion;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.SafetensorsWriter;
import dev.hone.hub.Hub;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `hone convert`: a GGUF file, a model's folder, or an adapter with its model becomes a folder that transformers opens.
@Command(name = "convert", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Make a Hugging Face model folder of a GGUF file, of another folder with other numbers or shards, or of a PEFT "
            + "adapter (LoRA, rsLoRA, DoRA), which is worked into its model.",
        footer = {"", "Examples:", "  hone convert SmolLM2-135M-Instruct.Q4_1.gguf --output smollm2 --dtype bfloat16",
            "  hone convert my-adapter --base HuggingFaceTB/SmolLM2-135M-Instruct --output merged"})
public final class ConvertCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "FILE.gguf|DIR|ADAPTER", description = "the model to convert")
    Path model;

    @Option(names = "--base", paramLabel = "DIR|ID",
            description = "the model to work an adapter into (default: the one that its adapter_config.json names)")
    String base;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "the folder to make")
    Path output;

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "float32",
            description = "type of the numbers: float32, bfloat16 or float16 (default: ${DEFAULT-VALUE})")
    String dtype;

    @Option(names = {"--max-shard-size", "--max_shard_size"}, paramLabel = "SIZE", defaultValue = "5GB",
            description = "cut the weights into files of at most this size, as 5GB or 500MB (default: ${DEFAULT-VALUE})")
    String maxShardSize;

    @Option(names = "--overwrite", description = "replace a model folder that is already there")
    boolean overwrite;

    @Option(names = "--json", description = "print the result as one JSON object")
    boolean json;

    @Option(names = "--quiet", description = "print no progress")
    boolean quiet;

    @Override
    public Integer call() {
        long start = System.nanoTime();
        DType type = dtype(dtype);
        long shard = SafetensorsWriter.parseSize(maxShardSize);
        print(convert(type, shard), (System.nanoTime() - start) / 1e9);
        return 0;
    }

    private GgufConversion.Result convert(DType type, long shard) {
        if (PeftAdapter.isIn(model)) return merge(type, shard);
        if (base != null) throw new UserError("--base is " + base + ", but " + model + " is no adapter; leave --base out");
        return Files.isDirectory(model) ? GgufConversion.rewrite(model, output, type, shard, overwrite, progress())
                : GgufConversion.convert(model, output, type, shard, overwrite, progress());
    }

    private GgufConversion.Result merge(DType type, long shard) {
        Hub hub = OpenModel.hub(quiet, spec.commandLine().getErr());
        try (PeftAdapter adapter = PeftAdapter.open(model)) {
            Path below = base == null ? BaseModel.of(adapter, hub) : hub.model(base);
            return GgufConversion.merge(adapter, below, output, type, shard, overwrite, progress());
        }
    }

    private static DType dtype(String name) {
        return Stream.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16).filter(type -> type.torchName().equals(name)).findFirst().orElseThrow(
                () -> new UserError("--dtype is " + name + "; allowed are float32, bfloat16, float16"));
    }

    /// One line that is written over, only where a person watches.
    private GgufConversion.Progress progress() {
        if (quiet || System.console() == null || !System.console().isTerminal()) return GgufConversion.Progress.NONE;
        PrintWriter err = spec.commandLine().getErr();
        return (_, number, total) -> {
            err.print("\rconverting tensor " + number + " of " + total + (number == total ? "\n" : ""));
            err.flush();
        };
    }

    private void print(GgufConversion.Result result, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(asJson(result, seconds)));
        else if (!quiet) out.printf(Locale.ROOT, "%s: %s, %,d parameters in %d tensors as %s, %.1f MB, %.1f s%n", result.folder(),
                result.architecture(), result.parameters(), result.tensors(), result.dtype().torchName(), result.bytes() / 1e6, seconds);
        out.flush();
    }

    private static Map<String, Object> asJson(GgufConversion.Result result, double seconds) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", result.folder().toString());
        json.put("architecture", result.architecture());
        json.put("dtype", result.dtype().torchName());
        json.put("tensors", result.tensors());
        json.put("parameters", result.parameters());
        json.put("bytes", result.bytes());
        json.put("seconds", Math.round(seconds * 1000) / 1000.0);
        return json;
    }
}
