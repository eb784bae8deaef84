package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.batch.LabelNumbers;
import dev.hone.loss.AnswerPlaces;
import dev.hone.model.ScoreLearner;
import dev.hone.train.GradientStep;
import dev.hone.train.LearnerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The model that says, before each token of an answer, what is still to be earned. It learns beside the policy, with weights and an
/// optimizer of its own, from the same passes.
/// @param state   of its weights and its optimizer
/// @param rate    its learning rate as a multiple of the policy's
/// @param longest tokens that an answer may have
public record Critic(ScoreLearner learner, LearnerState state, GradientStep update, double rate, PpoSettings settings, int longest) {
    /// Where a critic reads the answers of a pass: before each token, and for a place more after the last one.
    /// @param at      places in the row, ascending, each once
    /// @param answers for each answer of the pass which of these are its own, in order
    record Reading(int[] at, List<int[]> answers) {
        private static Reading of(RolloutPass pass, AnswerPlaces places) {
            List<int[]> read = new ArrayList<>(pass.batch().predictors());
            for (int a = 0; a < read.size(); a++) if (places.places()[a] > places.tokens()[a]) read.set(a, and(read.get(a), pass.batch().ends()[a]));
            int[] at = read.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
            return new Reading(at, read.stream().map(own -> Arrays.stream(own).map(place -> Arrays.binarySearch(at, place)).toArray()).toList());
        }

        private static int[] and(int[] places, int last) {
            int[] more = Arrays.copyOf(places, places.length + 1);
            more[places.length] = last;
            return more;
        }

        /// Of all answers, end to end, which of the places are theirs.
        int[] all() {
            return answers.stream().flatMapToInt(Arrays::stream).toArray();
        }
    }

    /// @param answers whose log-probabilities are known, one for each token that the policy has said
    AnswerPlaces places(List<Rollout> answers) {
        return settings.places(answers.stream().mapToInt(answer -> answer.old().length).toArray(), longest);
    }

    Reading reading(RolloutPass pass) {
        return Reading.of(pass, places(pass.answers().stream().map(Placed::rollout).toList()));
    }

    /// What it says of answers, which are numbered by their `microBatch`.
    /// @return of all places, the answers end to end by their numbers
    float[] values(List<RolloutPass> passes, int answers) {
        float[][] values = new float[answers][];
        for (RolloutPass pass : passes) {
            Reading reading = reading(pass);
            float[] said = learner.scores(pass.tokens(), reading.at);
            for (int a = 0; a < pass.answers().size(); a++) values[pass.answers().get(a).microBatch()] = LabelNumbers.picked(said, reading.answers.get(a));
        }
        return LabelNumbers.joined(Arrays.asList(values));
    }
}
