package dev.hone.train;

import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.dataset.Item;
import dev.hone.hub.AtomicFile;
import dev.hone.hub.Sha256;
import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import dev.hone.token.Learnable;
import dev.hone.token.Outcome;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows of a data set as tokens in memory, with an account of each: used, cut, or dropped and why.
/// @param <E> what is learned from: labelled tokens, pairs, verdicts
public final class LabelledRows<E extends Learnable> {
    private final List<Account> accounts = new ArrayList<>();
    private final List<E> examples = new ArrayList<>();
    /// For each example the row that it is from.
    private final List<Account> origins = new ArrayList<>();

    /// What became of a row.
    public enum Fate { USED, CUT, DROPPED }

    /// @param row    line or number in its file, from 1
    /// @param counts what is left of it and what was cut away: [Outcome#account]; empty where it is not used
    /// @param reason why it is not used; null where it is
    /// @param times  how often an epoch has it
    public record Account(String file, long row, Fate fate, Map<String, Object> counts, String reason, int times) {
        String where() {
            return file + ":" + row;
        }

        private ObjectNode json() {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("file", file).put("row", row).put("fate", fate.name().toLowerCase(Locale.ROOT));
            if (fate == Fate.DROPPED) return json.put("reason", reason);
            counts.forEach(json::putPOJO);
            return times == 1 ? json : json.put("times", times);
        }
    }

    private LabelledRows() {}

    /// @param label     makes tokens of a row's example, as `labeller::label`
    /// @param preflight sees every row that was labelled
    /// @throws UserError at a row that cannot be labelled, unless such rows are to be skipped
    public static <E extends Learnable, L extends Outcome<E>> LabelledRows<E> read(Dataset dataset, Function<Example, L> label, OnBadRow onBadRow,
                                                                                 Preflight<L> preflight) {
        return read(dataset, (_, example) -> label.apply(example), onBadRow, preflight);
    }

    /// The same where other columns of the row are needed too.
    public static <E extends Learnable, L extends Outcome<E>> LabelledRows<E> read(Dataset dataset, BiFunction<Row, Example, L> label, OnBadRow onBadRow,
                                                                                 Preflight<L> preflight) {
        var rows = new LabelledRows<E>();
        dataset.forEach(item -> {
            switch (item) {
                case Item.Dropped(String file, long number, String reason) -> rows.drop(file, number, reason);
                case Item.Sample sample -> rows.take(sample, label, onBadRow, preflight);
            }
        });
        return rows;
    }

    private void drop(String file, long number, String reason) {
        accounts.add(new Account(file, number, Fate.DROPPED, Map.of(), reason, 0));
    }

    private <L extends Outcome<E>> void take(Item.Sample sample, BiFunction<Row, Example, L> label, OnBadRow onBadRow, Preflight<L> preflight) {
        Row row = sample.row();
        L outcome;
        try {
            outcome = label.apply(row, sample.example());
        } catch (UserError e) {
            if (onBadRow == OnBadRow.STOP) throw new UserError(row.where() + ": " + e.getMessage() + " (on_bad_row: skip goes on without such rows)", e);
            drop(row.file(), row.number(), e.getMessage());
            return;
        }
        preflight.see(sample, outcome);
        if (outcome.reason().isPresent()) {
            drop(row.file(), row.number(), outcome.reason().get());
            return;
        }
        var account = new Account(row.file(), row.number(), outcome.isCut() ? Fate.CUT : Fate.USED, outcome.account(), null, sample.times());
        accounts.add(account);
        for (int i = 0; i < sample.times(); i++) {
            for (E example : outcome.examples()) {
                examples.add(example);
                origins.add(account);
            }
        }
    }

    /// Brings the examples into a random order, the same for one seed.
    public void shuffle(long seed) {
        List<E> tokens = List.copyOf(examples);
        List<Account> from = List.copyOf(origins);
        long[] order = Engine.permutation(tokens.size(), seed);
        for (int i = 0; i < order.length; i++) {
            examples.set(i, tokens.get((int) order[i]));
            origins.set(i, from.get((int) order[i]));
        }
    }

    /// One for each input row, in order.
    public List<Account> accounts() {
        return accounts;
    }

    public long count(Fate fate) {
        return accounts.stream().filter(account -> account.fate == fate).count();
    }

    /// What is learned, a row as often as its weight says; a pair of answers that are judged each by itself is two.
    public List<E> examples() {
        return examples;
    }

    /// Where an example is from: `train.jsonl:812`.
    public String where(int example) {
        return origins.get(example).where();
    }

    /// Writes the account of each row, one JSON object a line.
    public void write(Path file) {
        AtomicFile.writeLines(file, out -> {
            for (Account account : accounts) out.append(account.json().toString()).append('\n');
        });
    }

    /// A hash of what is learned, in order.
    public String sha256() {
        MessageDigest digest = Sha256.begin();
        for (E example : examples) digest.update(example.bytes());
        return Sha256.hex(digest);
    }
}
