package dev.hone.cli.run;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// Which benchmarks a model is put to while it learns.
@Help("Benchmarks")
record SuiteSettings(
        @Help("benchmarks that are put to the model before the first step, whenever it is evaluated, and at the end, such as [gsm8k, ifeval]") List<String> evalSuites,
        @Help("questions of each") int evalSuitesLimit,
        @Help("where their rows are, as --data of hone eval; none for the hub") String evalSuitesData,
        @Help("tokens of an answer; none for as many as each benchmark has") Integer evalSuitesMaxNewTokens) {

    static final SuiteSettings DEFAULTS = new SuiteSettings(List.of(), 100, null, null);

    SuiteSettings {
        evalSuites = List.copyOf(evalSuites);
        if (evalSuitesLimit < 1) throw new UserError("eval_suites_limit is " + evalSuitesLimit + "; expected at least 1");
        if (evalSuitesMaxNewTokens != null && evalSuitesMaxNewTokens < 1) throw new UserError("eval_suites_max_new_tokens is " + evalSuitesMaxNewTokens + "; expected at least 1");
    }
}
