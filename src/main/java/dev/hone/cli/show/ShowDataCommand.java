package dev.hone.cli.show;

import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.console.Terminal;
import dev.hone.cli.model.OpenModel;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.dataset.Item;
import dev.hone.data.dataset.ItemReader;
import dev.hone.data.format.ExampleColumns;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `hone show data`: the rows of a data set as training reads them.
@Command(name = "data", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = ShowDataCommand.WithSettings.class,
        description = "Shows the first rows of a data set: which format they were found to be in, and what each one means in TRL's columns.",
        footer = {"", "Examples:",
            "  hone show data chats.jsonl",
            "  hone show data trl-lib/Capybara --split 'train[-3:]' --json",
            "  hone show data answers.csv --column-mapping '{question: prompt, answer: completion}'"})
final class ShowDataCommand implements Callable<Integer> {
    private static final List<Class<? extends Record>> RECORDS = List.of(DataSettings.class);

    /// Gives the command a flag for each setting of a data set.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS);
        }
    }

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A file, a folder or a hub id; the same as --dataset-name.")
    String name;

    @Option(names = "--split", paramLabel = "SPLIT", description = "Which rows, also a slice: train[10:20] (default: that of --dataset-train-split).")
    String split;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "5", description = "How many rows at most (default: ${DEFAULT-VALUE}).")
    int limit;

    @Option(names = "--json", description = "One JSON object a row: file, number, style, and TRL's columns in example; or dropped with the reason.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    private final Paint paint = new Paint(Terminal.hasColours());

    @Override public Integer call() {
        if (limit < 1) throw new UserError("--limit is " + limit + "; at least 1");
        DataSettings settings = settings();
        Dataset dataset = dataset(settings);
        if (!json) dataset.description().forEach(line -> out().println(paint.strong(Terminal.harmless(line))));
        int shown = 0;
        try (ItemReader items = dataset.read()) {
            for (Item item; shown < limit && (item = items.next()) != null; shown++) show(item);
            if (!json && items.next() != null) out().println(paint.quiet("more rows follow; --limit shows them"));
        }
        out().flush();
        return Program.SUCCESS;
    }

    private DataSettings settings() {
        List<GivenSetting> given = new ArrayList<>(SettingsOptions.given(spec.commandLine().getParseResult(), RECORDS));
        if (name != null) given.add(GivenSetting.flag("dataset_name", SettingJson.of(name)));
        return new SettingsReader(spec.qualifiedName(), RECORDS).read(RunFile.NONE, given).of(DataSettings.class);
    }

    private Dataset dataset(DataSettings settings) {
        var hub = OpenModel.hub(quiet, spec.commandLine().getErr());
        EnumSet<Goal> any = EnumSet.allOf(Goal.class);
        return split == null ? Dataset.forTraining(settings, any, hub, 0) : Dataset.open(settings, split, any, hub, 0);
    }

    private void show(Item item) {
        switch (item) {
            case Item.Sample(var row, var example, _) -> {
                ObjectNode fields = ExampleColumns.of(example);
                if (json) {
                    print(JsonMapper.shared().createObjectNode().put("file", row.file()).put("number", row.number())
                            .put("style", Formats.style(example)).set("example", fields));
                } else {
                    out().println(paint.strong(Terminal.harmless(row.where())));
                    out().print(ExampleFields.lines(fields, paint));
                }
            }
            case Item.Dropped(String file, long number, String reason) -> {
                if (json) print(JsonMapper.shared().createObjectNode().put("file", file).put("number", number).put("dropped", reason));
                else out().println(paint.strong(Terminal.harmless(file + ":" + number)) + "  not used: " + Terminal.harmless(reason));
            }
        }
    }

    private void print(ObjectNode row) {
        out().println(row);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
