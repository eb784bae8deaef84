package dev.hone.train;

import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Row;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.dataset.Item;
import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Labeller;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows of a data set as tokens in memory, with an account of each: used, cut, or dropped and why.
public final class LabelledRows {
    private final List<Account> accounts = new ArrayList<>();
    private final List<LabelledTokens> examples = new ArrayList<>();
    /// For each example the row that it is from.
    private final List<Account> origins = new ArrayList<>();

    /// What became of a row.
    public enum Fate { USED, CUT, DROPPED }

    /// @param row       line or number in its file, from 1
    /// @param tokens    that are left of it
    /// @param labels    of these, how many are learned
    /// @param tokensCut how many `max_length` took
    /// @param endLost   whether the last learned token was among them
    /// @param reason    why it is not used; null where it is
    /// @param times     how often an epoch has it
    public record Account(String file, long row, Fate fate, int tokens, int labels, int tokensCut, boolean endLost, String reason, int times) {
        String where() {
            return file + ":" + row;
        }

        private ObjectNode json() {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("file", file).put("row", row).put("fate", fate.name().toLowerCase(Locale.ROOT));
            if (fate == Fate.DROPPED) return json.put("reason", reason);
            json.put("tokens", tokens).put("labels", labels);
            if (fate == Fate.CUT) json.put("tokens_cut", tokensCut).put("end_lost", endLost);
            return times == 1 ? json : json.put("times", times);
        }
    }

    private LabelledRows() {}

    /// @param preflight sees every row that was labelled
    /// @throws UserError at a row that cannot be labelled, unless such rows are to be skipped
    public static LabelledRows read(Dataset dataset, Labeller labeller, OnBadRow onBadRow, Preflight preflight) {
        var rows = new LabelledRows();
        dataset.forEach(item -> {
            switch (item) {
                case Item.Dropped(String file, long number, String reason) -> rows.drop(file, number, reason);
                case Item.Sample sample -> rows.take(sample, labeller, onBadRow, preflight);
            }
        });
        return rows;
    }

    private void drop(String file, long number, String reason) {
        accounts.add(new Account(file, number, Fate.DROPPED, 0, 0, 0, false, reason, 0));
    }

    private void take(Item.Sample sample, Labeller labeller, OnBadRow onBadRow, Preflight preflight) {
        Row row = sample.row();
        Labelled labelled;
        try {
            labelled = labeller.label(sample.example());
        } catch (UserError e) {
            if (onBadRow == OnBadRow.STOP) throw new UserError(row.where() + ": " + e.getMessage() + " (on_bad_row: skip goes on without such rows)", e);
            drop(row.file(), row.number(), e.getMessage());
            return;
        }
        preflight.see(labelled);
        if (labelled.dropped().isPresent()) {
            drop(row.file(), row.number(), labelled.dropped().get().reason());
            return;
        }
        LabelledTokens tokens = labelled.tokens();
        var account = new Account(row.file(), row.number(), labelled.tokensCut() > 0 ? Fate.CUT : Fate.USED, tokens.length(), tokens.labels(),
                labelled.tokensCut(), labelled.endLost(), null, sample.times());
        accounts.add(account);
        for (int i = 0; i < sample.times(); i++) {
            examples.add(tokens);
            origins.add(account);
        }
    }

    /// Brings the examples into a random order, the same for one seed.
    public void shuffle(long seed) {
        List<LabelledTokens> tokens = List.copyOf(examples);
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

    /// What is learned, a row as often as its weight says.
    public List<LabelledTokens> examples() {
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledTokens example : examples) {
                ByteBuffer bytes = ByteBuffer.allocate(4 + 5 * example.length()).putInt(example.length());
                for (int t = 0; t < example.length(); t++) bytes.putInt(example.ids()[t]).put((byte) (example.learned()[t] ? 1 : 0));
                digest.update(bytes.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
