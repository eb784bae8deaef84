package dev.hone.cli.show;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.DataOrder;
import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.batch.TokenRow;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.console.Terminal;
import dev.hone.cli.model.OpenModel;
import dev.hone.cli.run.JobRows;
import dev.hone.cli.train.JudgedRows;
import dev.hone.cli.train.SftRows;
import dev.hone.data.DataSettings;
import dev.hone.model.ModelSettings;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.Settings;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.train.LabelledRows;
import dev.hone.train.TrainingSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone show batch`: which rows go through the model together.
@Command(name = "batch", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = ShowBatchCommand.WithSettings.class,
        description = {"Shows the batches of a run's first steps: which rows share a batch, and with packing which share a row, their tokens, labels and positions.",
            "No row sees another, and no padding is computed; how much a padded batch would hold is told for comparison.",
            "Of pairs of answers: what both begin with, which is computed once, and what each has beyond it."},
        footer = {"", "Examples:", "  hone show batch run.yaml --packing --steps 2", "  hone show batch run.yaml --command reward"})
final class ShowBatchCommand implements Callable<Integer> {
    private static final List<Class<? extends Record>> FLAGS = List.of(ModelSettings.class, DataSettings.class, SftSettings.class, DpoSettings.class, TrainingSettings.class);

    /// Gives the command a flag for each setting that decides what goes together.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, FLAGS);
        }
    }

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN.yaml", description = "The run file; without one, all settings are flags.")
    Path file;

    @Option(names = "--command", paramLabel = "sft|dpo|reward", description = ShowCommand.WHICH_COMMAND)
    RunKind kind;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1", description = "How many steps (default: ${DEFAULT-VALUE}).")
    int steps;

    @Option(names = "--json", description = "One JSON object a micro-batch.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    private LabelledRows<LabelledTokens> examples;
    private SftSettings sft;

    @Override public Integer call() {
        if (steps < 1) throw new UserError("--steps is " + steps + "; at least 1");
        RunFile given = file == null ? RunFile.NONE : RunFile.read(file);
        List<GivenSetting> flags = SettingsOptions.given(spec.commandLine().getParseResult(), FLAGS);
        RunKind kind = this.kind == null ? RunKind.of(given, flags) : this.kind;
        Settings settings = new SettingsReader(spec.qualifiedName(), kind.records()).read(given, flags);
        TrainingSettings training = settings.of(TrainingSettings.class);
        try (RunRows source = RunRows.open(kind, settings, OpenModel.hub(quiet, spec.commandLine().getErr()))) {
            switch (source.rows()) {
                case SftRows of -> showTexts(settings.of(SftSettings.class), read(of, source, settings), training);
                case JudgedRows<?, ?> of -> new JudgedBatches(read(of, source, settings), json, out()).show(training, steps);
                default -> throw new IllegalStateException(source.rows() + " cannot be shown");
            }
        }
        spec.commandLine().getOut().flush();
        return Program.SUCCESS;
    }

    /// Packing and the order of the rows depend on all of them.
    private static <X extends Learnable> LabelledRows<X> read(JobRows<X, ?> rows, RunRows source, Settings settings) {
        LabelledRows<X> examples = rows.read(source.dataset(), source.template());
        if (settings.of(DataSettings.class).shuffleDataset()) examples.shuffle(settings.of(TrainingSettings.class).seed());
        return examples;
    }

    private void showTexts(SftSettings settings, LabelledRows<LabelledTokens> texts, TrainingSettings training) {
        sft = settings;
        examples = texts;
        List<TokenRow> rows = sft.rows(examples.examples(), sft.packing());
        DataOrder order = training.order(rows.stream().mapToInt(TokenRow::length).toArray());
        for (int step = 0; step < steps; step++) {
            List<List<Integer>> batches = order.step(step);
            for (int i = 0; i < batches.size(); i++) show(step + 1, i + 1, batches.get(i).stream().map(rows::get).toList());
        }
    }

    /// A stretch of a row that is from one example.
    /// @param start  its first token's place in the row
    /// @param position its first token's place in its text
    private record Segment(String where, Piece piece, int start, int position, int labels) {}

    private List<Segment> segments(TokenRow row) {
        List<Segment> segments = new ArrayList<>();
        boolean apart = row.documents().size() == row.pieces().size();
        LabelledTokens whole = LabelledTokens.joined(row.documents());
        int start = 0;
        for (Piece piece : row.pieces()) {
            int position = apart ? 0 : start;
            segments.add(new Segment(examples.where(piece.example()), piece, start, position, labels(whole, start, start + piece.length(), position)));
            start += piece.length();
        }
        return segments;
    }

    /// The first token of a text is never a label.
    private static int labels(LabelledTokens row, int from, int to, int position) {
        int labels = 0;
        for (int t = from; t < to; t++) if (row.learned()[t] && (t > from || position > 0)) labels++;
        return labels;
    }

    private void show(int step, int microBatch, List<TokenRow> batch) {
        int tokens = batch.stream().mapToInt(TokenRow::length).sum();
        int padded = batch.size() * batch.stream().mapToInt(TokenRow::length).max().orElse(0);
        int labels = batch.stream().flatMap(row -> row.documents().stream()).mapToInt(LabelledTokens::labels).sum();
        if (json) out().println(asJson(batch, JsonMapper.shared().createObjectNode().put("step", step).put("micro_batch", microBatch)
                .put("tokens", tokens).put("labels", labels).put("padded_tokens", padded)));
        else {
            out().printf(Locale.ROOT, "step %d, micro-batch %d: %d rows, %,d tokens, %,d of them learned; padded it would be %,d tokens%n",
                    step, microBatch, batch.size(), tokens, labels, padded);
            for (int i = 0; i < batch.size(); i++) print(i + 1, batch.get(i));
        }
    }

    private void print(int number, TokenRow row) {
        out().printf(Locale.ROOT, "  row %d: %,d tokens%s%n", number, row.length(),
                sft.packing() ? String.format(Locale.ROOT, ", %.0f %% of max_length %,d", 100.0 * row.length() / sft.maxLength(), sft.maxLength()) : "");
        for (Segment segment : segments(row)) out().printf(Locale.ROOT, "    %6d to %-6d  %s, tokens %d to %d; positions %d to %d; %d labels%n",
                segment.start, segment.start + segment.piece.length() - 1, Terminal.harmless(segment.where), segment.piece.from(), segment.piece.to() - 1,
                segment.position, segment.position + segment.piece.length() - 1, segment.labels);
    }

    private ObjectNode asJson(List<TokenRow> batch, ObjectNode object) {
        ArrayNode list = object.putArray("rows");
        for (TokenRow row : batch) {
            ObjectNode one = list.addObject().put("length", row.length());
            if (sft.packing()) one.put("fill", (double) row.length() / sft.maxLength());
            ArrayNode segments = one.putArray("segments");
            for (Segment segment : segments(row)) segments.addObject().put("where", segment.where).put("from", segment.piece.from()).put("to", segment.piece.to())
                    .put("start", segment.start).put("position", segment.position).put("labels", segment.labels);
        }
        return object;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
