package dev.hone.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.hone.cli.console.Program;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.HubSettings;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.tensor.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `hone doctor`: what this machine offers, and what stands in the way.
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Shows what Hone finds on this machine: Java, engine, processor, memory, disk, containment of programs, hub.",
        footer = {"", "Example: hone doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    /// Instruction sets that change how fast something runs here.
    private static final Set<String> TELLING = Set.of("avx2", "fma", "f16c", "avx512f", "avx512_bf16", "avx512_vnni", "avx_vnni",
            "amx_bf16", "amx_int8", "asimd", "bf16", "sve");
    private static final Duration HUB_PATIENCE = Duration.ofSeconds(5);

    @Option(names = "--json", description = "One JSON object instead of a table.")
    boolean json;

    private final List<String> warnings = new ArrayList<>();

    @Override public Integer call() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", java());
        facts.put("engine", engine());
        facts.put("processor", processor());
        facts.put("memory", memory());
        facts.put("disk", disk());
        facts.put("contained_code", containedCode());
        facts.put("hub", hub());
        facts.put("warnings", warnings);
        if (json) System.out.println(JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(facts));
        else print(facts);
        return Program.SUCCESS;
    }

    private Map<String, Object> java() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Runtime.version().toString());
        facts.put("vendor", System.getProperty("java.vendor"));
        facts.put("home", System.getProperty("java.home"));
        facts.put("max_heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        facts.put("vector_bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
        if (FloatVector.SPECIES_PREFERRED.vectorBitSize() < 256) warnings.add("vectors are narrower than 256 bits: generation will be slow");
        return facts;
    }

    private Map<String, Object> engine() {
        Map<String, Object> facts = new LinkedHashMap<>();
        long start = System.nanoTime();
        try {
            Engine.load();
            String configuration = Engine.configuration();
            facts.put("libtorch", Engine.version());
            facts.put("blas", Engine.blas());
            facts.put("instruction_set", Engine.cpuCapability());
            facts.put("threads", Engine.threads());
            facts.put("cuda", Engine.hasCuda());
            facts.put("load_seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
            facts.put("configuration", configuration.strip());
            if (!Engine.blas().equals("mkl") && System.getProperty("os.arch").equals("amd64"))
                warnings.add("libtorch runs on OpenBLAS, not MKL: training is three to five times slower");
        } catch (UnsatisfiedLinkError | RuntimeException fault) {
            facts.put("error", String.valueOf(fault.getMessage()));
            warnings.add("libtorch did not load, so training is not possible here; generating and scoring are");
        }
        return facts;
    }

    private static Map<String, Object> processor() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("architecture", System.getProperty("os.arch"));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> all = lines.toList();
            all.stream().filter(line -> line.startsWith("model name")).findFirst().ifPresent(line -> facts.put("model", afterColon(line)));
            Set<String> features = new TreeSet<>();
            all.stream().filter(line -> line.matches("(flags|Features)\\s*:.*")).findFirst()
                    .ifPresent(line -> features.addAll(Arrays.asList(afterColon(line).split(" "))));
            features.retainAll(TELLING);
            facts.put("features", List.copyOf(features));
        } catch (IOException notLinux) {
            facts.put("features", List.of());
        }
        return facts;
    }

    private static String afterColon(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private Map<String, Object> memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("total_mib", system.getTotalMemorySize() >> 20);
        facts.put("free_mib", availableMib(system));
        if (availableMib(system) < 2048) warnings.add("less than 2 GiB of memory is free");
        return facts;
    }

    /// Linux counts reclaimable caches as available, which is what a new process can have.
    private static long availableMib(OperatingSystemMXBean system) {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst().orElse(system.getFreeMemorySize() >> 20);
        } catch (IOException notLinux) {
            return system.getFreeMemorySize() >> 20;
        }
    }

    private Map<String, Object> disk() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("working_folder_free_mib", freeMib(Path.of("")));
        Path cache = HubSettings.from(HubEnvironment.ofProcess()).cache();
        facts.put("hub_cache", cache.toString());
        facts.put("hub_cache_free_mib", freeMib(cache));
        if (freeMib(cache) < 4096) warnings.add("less than 4 GiB is free where hub files land: " + cache);
        return facts;
    }

    private static long freeMib(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) existing = existing.getParent();
        return existing == null ? 0 : existing.toFile().getUsableSpace() >> 20;
    }

    /// How programs that a model wrote are held, and why not by something stronger.
    private Map<String, Object> containedCode() {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (Sandboxes.Trial trial : Sandboxes.trials()) {
            if (trial.held()) facts.put("isolates", String.join(", ", trial.sandbox().isolates()));
            facts.put(trial.held() ? "level" : trial.sandbox().name(), trial.held() ? trial.sandbox().name() : trial.fault());
        }
        if (!facts.containsKey("level")) {
            facts.put("level", "none");
            warnings.add("programs that a model wrote cannot be contained here (docs/contained-code.md), so the reward code refuses to run them");
        }
        return facts;
    }

    private Map<String, Object> hub() {
        Map<String, Object> facts = new LinkedHashMap<>();
        HubSettings settings = HubSettings.from(HubEnvironment.ofProcess());
        facts.put("endpoint", settings.endpoint().toString());
        facts.put("token", settings.token().isPresent() ? "set" : "none");
        facts.put("offline", settings.offline());
        if (settings.offline()) return facts;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(HUB_PATIENCE).build()) {
            var request = HttpRequest.newBuilder(settings.endpoint()).method("HEAD", HttpRequest.BodyPublishers.noBody()).timeout(HUB_PATIENCE).build();
            facts.put("reachable", client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500);
        } catch (IOException | IllegalArgumentException away) {
            facts.put("reachable", false);
            warnings.add("the hub does not answer at " + settings.endpoint() + "; local folders and files pulled before still work");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return facts;
    }

    private void print(Map<String, Object> facts) {
        facts.forEach((part, values) -> {
            if (!(values instanceof Map<?, ?> map)) return;
            System.out.println(part);
            map.forEach((name, value) -> {
                if (!name.equals("configuration")) System.out.printf("  %-24s %s%n", name, value);
            });
        });
        for (String warning : warnings) System.out.println("! " + warning);
        if (warnings.isEmpty()) System.out.println("nothing stands in the way");
    }
}
