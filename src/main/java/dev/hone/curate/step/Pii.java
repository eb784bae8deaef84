package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.curate.pipeline.Texts;
import dev.hone.data.Example;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What tells of a person is masked in all texts of a row, `<EMAIL>` for an address of that kind, or the row goes. Other columns stay as they are.
record Pii(
        @Help("what is looked for: email, ip, phone, card, iban") List<PiiKind> kinds,
        @Help("what becomes of a row that has some: mask or drop") Action action) implements RowStep {
    enum Action { MASK, DROP }

    static final Pii DEFAULTS = new Pii(List.of(PiiKind.values()), Action.MASK);

    Pii {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty()) throw new UserError("kinds is empty; expected at least one");
    }

    @Override public Decision of(Candidate row) {
        Set<PiiKind> found = EnumSet.noneOf(PiiKind.class);
        Example masked = Texts.changed(row.example(), text -> masked(text, found));
        if (found.isEmpty()) return Decision.KEEP;
        String names = found.stream().map(PiiKind::name).map(String::toLowerCase).collect(Collectors.joining(", "));
        Candidate harmless = row.with(masked);
        return action == Action.DROP ? new Decision.Drop("it tells of a person", names, harmless) : new Decision.Change(harmless, "masked: " + names);
    }

    private String masked(String text, Set<PiiKind> found) {
        for (PiiKind kind : kinds) {
            String masked = kind.masked(text);
            if (!masked.equals(text)) found.add(kind);
            text = masked;
        }
        return text;
    }
}
