package dev.hone.curate.step;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.UserError;
import java.util.Collections;
import java.util.List;

/// Answers with what rewards say of them.
/// @param scores of the answers, in their order; NaN for one that no reward can judge
record JudgedAnswers(List<OwnAnswer> answers, double[] scores) {
    static void check(List<RewardSettings> reward) {
        if (reward.isEmpty()) throw new UserError("it names no reward; expected what judges, such as {reward: [{name: math}]}");
    }

    static JudgedAnswers of(Answered answered, Judges judges) {
        List<RewardRequest> requests = answered.answers().stream().map(answer ->
                new RewardRequest(answered.question().json(), answer.text(), answer.tokens(), answered.row().columns())).toList();
        return new JudgedAnswers(answered.answers(), judges.scores(Collections.nCopies(requests.size(), answered.row().where()), requests));
    }

    /// The place of the answer with the highest score, the first of equal ones; -1 where none has a score.
    int best() {
        int best = -1;
        for (int i = 0; i < scores.length; i++) if (!Double.isNaN(scores[i]) && (best < 0 || scores[i] > scores[best])) best = i;
        return best;
    }
}
