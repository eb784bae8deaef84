package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.data.text.Languages;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// Rows in wanted languages stay.
record Language(
        @Help("codes of the languages that stay, such as en, de, zh-cn") List<String> keep,
        @Help("which text: all, the prompt or the answer") Part of) implements RowStep {
    static final Language DEFAULTS = new Language(List.of("en"), Part.ALL);

    Language {
        keep = List.copyOf(keep);
        if (keep.isEmpty()) throw new UserError("keep is empty; expected at least one language, such as en");
        for (String code : keep) if (!Languages.CODES.contains(code)) throw new UserError(
                "keep has \"" + code + "\"; the languages are " + String.join(", ", Languages.CODES));
    }

    @Override public Decision of(Candidate row) {
        return Languages.of(row.text(of)).map(this::decide).orElse(Decision.drop("no letters to tell a language by"));
    }

    private Decision decide(String language) {
        return keep.contains(language) ? Decision.KEEP : new Decision.Drop("another language", language);
    }
}
