package dev.hone.cli.model;

import dev.hone.hub.ConsoleProgress;
import dev.hone.hub.FileChoice;
import dev.hone.hub.FileChoice.Purpose;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.HubKind;
import dev.hone.hub.HubReference;
import dev.hone.hub.HubSettings;
import dev.hone.hub.Pulled;
import dev.hone.hub.Source;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fetches a model or data set into the cache that huggingface_hub shares, and prints its folder.
@Command(name = "pull", sortOptions = false,
        description = {"Fetches a model or a data set from the hub into the local cache and prints its folder.",
                "Only the needed files come: config, tokenizer and safetensors of a model; Parquet, JSONL, JSON and CSV of a data set. "
                        + "Pickle files (.bin, .pt) are refused, because opening one can run any program.%n"},
        footer = {"", "Examples:",
                "  hone pull HuggingFaceTB/SmolLM2-135M-Instruct",
                "  hone pull Qwen/Qwen2.5-0.5B-Instruct-GGUF --include '*q8_0.gguf'",
                "  hone pull --dataset trl-lib/Capybara --revision refs/convert/parquet",
                "", "Access token: there is no flag for it, since every user of a machine can read the command lines of all others. "
                        + "Set HF_TOKEN, or log in with huggingface_hub, which keeps it in ~/.cache/huggingface/token. "
                        + "It is sent to the hub's own host only, and never printed.",
                "", "Environment: HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE, HF_HUB_ETAG_TIMEOUT, "
                        + "HF_HUB_DOWNLOAD_TIMEOUT, HTTPS_PROXY, NO_PROXY; docs/hub.md says more.",
                "", "An interrupted pull goes on where it stopped. Exit code: 0 fetched or already there, 2 a mistake or no access, 1 anything else."})
public final class PullCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HubEnvironment environment;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "hub id of a model: owner/name or owner/name@revision")
    private String model;

    @Option(names = "--dataset", paramLabel = "NAME", description = "hub id of a data set, instead of MODEL")
    private String dataset;

    @Option(names = "--revision", paramLabel = "REV", description = "branch, tag or commit (default: main)")
    private String revision;

    @Option(names = "--include", paramLabel = "GLOB",
            description = "fetch only files that match, instead of the usual choice; '*' also matches '/'; may be repeated")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "leave out files that match; may be repeated")
    private List<String> exclude = List.of();

    @Option(names = "--cache-dir", paramLabel = "DIR", description = "cache folder (default: $HF_HUB_CACHE, else ~/.cache/huggingface/hub)")
    private Path cacheFolder;

    @Option(names = "--json", description = "print one JSON object instead of the folder: kind, id, revision, commit, folder, files, bytes, fetched_bytes")
    private boolean json;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "print this and exit")
    private boolean help;

    public PullCommand() {
        this(HubEnvironment.ofProcess());
    }

    /// @param environment the variables and home folder to go by; a test hands in its own
    public PullCommand(HubEnvironment environment) {
        this.environment = environment;
    }

    @Override public Integer call() {
        HubReference reference = reference();
        HubSettings settings = HubSettings.from(environment);
        if (cacheFolder != null) settings = settings.withCache(cacheFolder);
        var progress = new ConsoleProgress(spec.commandLine().getErr(), ConsoleProgress.styleFor(environment, quiet));
        Purpose purpose = reference.kind() == HubKind.MODEL ? Purpose.MODEL : Purpose.DATASET;

        Pulled pulled = new Hub(settings, progress, environment.home()).pull(reference, new FileChoice(purpose, include, exclude));
        spec.commandLine().getOut().println(json ? asJson(pulled) : pulled.folder().toString());
        return 0;
    }

    /// The command exists to ask the hub, so a local folder of the same name does not matter here.
    private HubReference reference() {
        if ((model == null) == (dataset == null)) throw new UserError(
                "hone pull takes one thing to fetch: MODEL, or --dataset NAME; got " + (model == null ? "neither" : "both"));
        HubKind kind = model == null ? HubKind.DATASET : HubKind.MODEL;
        String text = model == null ? dataset : model;
        if (!text.startsWith(Source.HUB_PREFIX) && Source.looksLikePath(text)) throw new UserError(
                "'" + text + "' is a path; hone pull takes a hub id such as owner/name, and a local folder needs no pull"
                + " (if it is an id after all, write " + Source.HUB_PREFIX + text + ")");
        if (revision == null) return HubReference.parse(kind, text);
        if (text.contains("@")) throw new UserError("the revision is given twice: in '" + text + "' and by --revision " + revision);
        return HubReference.parse(kind, text + "@" + revision);
    }

    private static String asJson(Pulled pulled) {
        ObjectNode root = JSON.createObjectNode().put("kind", pulled.reference().kind().word()).put("id", pulled.reference().id())
                .put("revision", pulled.reference().revision()).put("commit", pulled.commit()).put("folder", pulled.folder().toString());
        ArrayNode files = root.putArray("files");
        for (Pulled.File file : pulled.files()) files.addObject().put("name", file.name()).put("bytes", file.size());
        return root.put("bytes", pulled.bytes()).put("fetched_bytes", pulled.fetched()).toString();
    }
}
