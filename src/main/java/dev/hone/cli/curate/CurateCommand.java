package dev.hone.cli.curate;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.model.OpenModel;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.CurateSettings;
import dev.hone.curate.pipeline.CuratedFolder;
import dev.hone.curate.pipeline.DataCard;
import dev.hone.curate.pipeline.Ledger;
import dev.hone.curate.pipeline.Lengths;
import dev.hone.curate.pipeline.Pipeline;
import dev.hone.curate.pipeline.Portrait;
import dev.hone.curate.pipeline.StepAccount;
import dev.hone.curate.pipeline.Workshop;
import dev.hone.curate.step.Steps;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.settings.ResolvedSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.Settings;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `hone curate`: takes the rows of data sets through steps, to a data set that is worth learning from.
@Command(name = "curate", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = CurateCommand.WithSettings.class,
        description = {"Takes the rows of data sets through steps, such as duplicates, quality, decontamination, to a data set that training takes as it is.",
            "The run file names the sources as for training (dataset_name or datasets), the steps and output_dir. Every row is accounted for."},
        footer = {"", "Example of a run file:",
            "  dataset_name: chats.jsonl",
            "  steps: [exact_duplicates, chat_quality, {near_duplicates: {threshold: 0.8}}, {decontaminate: {against: [evals/]}}]",
            "  output_dir: curated", "",
            "Examples:", "  hone curate RUN.yaml", "  hone curate RUN.yaml --output-dir other --seed 2", "  hone curate --list-steps",
            "", "The subcommands make data of their own kind: hone curate pairs --help, hone curate corpus --help"},
        subcommands = {CurateCorpusCommand.class, CuratePairsCommand.class})
public final class CurateCommand implements Callable<Integer> {
    private static final List<Class<? extends Record>> RECORDS = List.of(DataSettings.class, CurateSettings.class);
    /// What training does with rows that are there already.
    private static final List<String> FOR_TRAINING = List.of("dataset_test_split", "eval_dataset", "shuffle_dataset", "dataset_streaming");

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS);
        }
    }

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN.yaml", description = "The run file; without one, all settings are flags.")
    Path file;

    @Option(names = "--list-steps", description = "Say which steps there are, with their settings and defaults.")
    boolean listSteps;

    @Option(names = "--overwrite", description = "Replace the data set that is in output_dir.")
    boolean overwrite;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads (default: every core).")
    Integer threads;

    @Option(names = "--json", description = "Print the account as one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    @Override public Integer call() {
        if (listSteps) return list();
        if (threads != null) CommonOptions.useThreads(threads);
        Settings settings = new SettingsReader("hone curate", RECORDS).read(file == null ? RunFile.NONE : RunFile.read(file),
                SettingsOptions.given(spec.commandLine().getParseResult(), RECORDS));
        for (String name : FOR_TRAINING) if (settings.isGiven(name)) throw new UserError(name + " is for training; curation reads dataset_name with dataset_train_split, or datasets");
        CurateSettings curate = settings.of(CurateSettings.class);
        if (curate.outputDir() == null) throw new UserError("output_dir is missing; expected a folder for the data set");
        List<Pipeline.Named> steps = Steps.of(curate.steps());
        summarise(curate, run(settings, curate, steps));
        return Program.SUCCESS;
    }

    private Ledger run(Settings settings, CurateSettings curate, List<Pipeline.Named> steps) {
        Path target = Path.of(curate.outputDir());
        Path answers = curate.answersDir() == null ? target.toAbsolutePath().resolveSibling(".answers") : Path.of(curate.answersDir());
        Hub hub = OpenModel.hub(quiet, spec.commandLine().getErr());
        try (CuratedFolder folder = CuratedFolder.in(target, overwrite)) {
            Dataset source = Dataset.forTraining(settings.of(DataSettings.class), EnumSet.allOf(Goal.class), hub, curate.seed());
            var portrait = new Portrait(curate.seed());
            Ledger ledger = run(new Pipeline(source, steps), curate, hub, folder, answers, portrait);
            var card = new DataCard(target.toAbsolutePath().getFileName().toString(), source.description(), curate.licenses(), yaml(settings), ledger, portrait);
            folder.publish(curate.outputFormat(), Map.of(CuratedFolder.CARD, card.markdown(), CuratePage.FILE, new CuratePage(card, command()).page()));
            return ledger;
        }
    }

    private Ledger run(Pipeline pipeline, CurateSettings curate, Hub hub, CuratedFolder folder, Path answers, Portrait portrait) {
        var kept = new AtomicLong();
        int cores = threads != null ? threads : Runtime.getRuntime().availableProcessors();
        try (var shop = new Workshop(curate.seed(), cores, hub, folder.scratch(), answers);
                ProgressLine _ = ProgressLine.on(spec.commandLine().getErr(), quiet, () -> kept + " rows kept")) {
            return pipeline.run(shop, folder::account, Written::of, (row, written) -> {
                folder.write(row.split(), written.json);
                portrait.add(row, written.lengths);
                kept.incrementAndGet();
            });
        }
    }

    /// What the output needs of a row.
    private record Written(String json, Lengths.Of lengths) {
        static Written of(Candidate row) {
            return new Written(row.row().toString(), Lengths.of(row));
        }
    }

    /// The settings that are not at their defaults, as a run file.
    private static String yaml(Settings settings) {
        var lines = new StringBuilder();
        for (ResolvedSetting setting : settings.resolved()) if (!setting.value().equals(setting.fallback())) lines.append(setting.name()).append(": ").append(setting.value()).append('\n');
        return lines.toString();
    }

    private String command() {
        return "hone " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private int list() {
        PrintWriter out = spec.commandLine().getOut();
        for (String name : Steps.names()) {
            out.println(name);
            for (SettingSpec setting : Steps.settings(name)) out.println("  " + setting.name() + ": " + setting.help() + " (default: "
                    + (setting.fallback() == null ? "none" : SettingJson.of(setting.fallback())) + ")");
        }
        out.flush();
        return Program.SUCCESS;
    }

    private void summarise(CurateSettings curate, Ledger ledger) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode account = JsonMapper.shared().createObjectNode().put("output_dir", curate.outputDir()).put("read", ledger.read()).put("made", ledger.made())
                    .put("dropped", ledger.dropped()).put("kept", ledger.kept());
            for (StepAccount step : ledger.steps()) account.withArray("steps").addObject().put("step", step.name()).put("came", step.in()).put("made", step.made())
                    .put("went_on", step.out()).<ObjectNode>set("dropped", SettingJson.of(step.dropped())).set("changed", SettingJson.of(step.changed()));
            out.println(account);
        } else if (!quiet) {
            out.printf(Locale.ROOT, "%s: %,d rows of %,d read and %,d made%n", curate.outputDir(), ledger.kept(), ledger.read(), ledger.made());
            for (StepAccount step : ledger.steps()) step.dropped().forEach((rule, rows) -> out.printf(Locale.ROOT, "  %,d dropped by %s: %s%n", rows, step.name(), rule));
        }
        out.flush();
    }
}
