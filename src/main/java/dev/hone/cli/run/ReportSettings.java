package dev.hone.cli.run;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// What a run shows of itself.
@Help("Report")
record ReportSettings(
        @Help("prompts that are answered before and after training; none for three of the data, [] for no answers") List<String> samplePrompts,
        @Help("tokens of such an answer") int sampleMaxNewTokens) {

    static final ReportSettings DEFAULTS = new ReportSettings(null, 64);

    ReportSettings {
        samplePrompts = samplePrompts == null ? null : List.copyOf(samplePrompts);
        if (sampleMaxNewTokens < 1) throw new UserError("sample_max_new_tokens is " + sampleMaxNewTokens + "; expected at least 1");
    }
}
