package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Optional;

/// Whether an answer is one that should be learned.
record ChatQuality(
        @Help("the rules that are asked, in this order: empty, role_order, truncated, refusal, repetition, leaked, language") List<ChatRule> rules) implements RowStep {
    static final ChatQuality DEFAULTS = new ChatQuality(List.of(ChatRule.EMPTY, ChatRule.ROLE_ORDER, ChatRule.TRUNCATED, ChatRule.REFUSAL,
            ChatRule.REPETITION, ChatRule.LEAKED));

    ChatQuality {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) throw new UserError("rules is empty; expected at least one");
    }

    @Override public Decision of(Candidate row) {
        for (ChatRule rule : rules) {
            Optional<String> wrong = rule.wrong(row);
            if (wrong.isPresent()) return Decision.drop(wrong.get());
        }
        return Decision.KEEP;
    }
}
