package dev.hone.token;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an example with judged answers became: one verdict, or two where it was a pair, the good one first.
/// @param verdicts       one or two answers, each with its label
/// @param promptIsPrefix as in [Outcome]
/// @param dropped        why nothing of it is used; empty where it is
public record LabelledVerdicts(List<Verdict> verdicts, boolean promptIsPrefix, Optional<DropReason> dropped) implements Outcome<TokenVerdict> {
    /// What one answer became.
    public record Verdict(LabelledAnswer answer, boolean good) {}

    public LabelledVerdicts {
        verdicts = List.copyOf(verdicts);
    }

    @Override public List<TokenVerdict> examples() {
        return dropped.isPresent() ? List.of() : verdicts.stream().map(verdict -> new TokenVerdict(verdict.answer.tokens(), verdict.good)).toList();
    }

    @Override public Optional<String> reason() {
        return dropped.map(DropReason::reason);
    }

    @Override public int tokensCut() {
        return verdicts.stream().mapToInt(verdict -> verdict.answer.tokensCut()).sum();
    }

    @Override public boolean endLost() {
        return verdicts.stream().anyMatch(verdict -> verdict.answer.endLost());
    }

    @Override public List<LabelledTokens> sequences() {
        return verdicts.stream().map(verdict -> verdict.answer.tokens().sequence()).toList();
    }

    @Override public Map<String, Object> account() {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("prompt_tokens", verdicts.stream().mapToInt(verdict -> verdict.answer.tokens().prompt().length).max().orElse(0));
        for (Verdict verdict : verdicts) account.put(verdict.good ? "good_tokens" : "bad_tokens", verdict.answer.tokens().answer().length);
        if (isCut()) {
            account.put("tokens_cut", tokensCut());
            account.put("end_lost", endLost());
        }
        return account;
    }
}
