package dev.hone.algorithm.ppo;

import static dev.hone.settings.Bounds.check;

import dev.hone.loss.AnswerPlaces;
import dev.hone.loss.KlController;
import dev.hone.loss.KlEstimator;
import dev.hone.settings.Help;

/// How answers are valued and learned from. Names and defaults are those of TRL's `PPOConfig`, where it has them.
@Help("Learning with a critic")
public record PpoSettings(
        @Help("how often a generation is learned from, each time in a new order") int numPpoEpochs,
        @Help("updates that a generation is cut into; it has num_mini_batches × gradient_accumulation_steps × per_device_train_batch_size answers") int numMiniBatches,
        @Help("the price of a nat of distance from the reference; 0 needs no reference") double klCoef,
        @Help("how distance is told at a token: k1 is right on average, k3 also never below 0 and with less noise") KlEstimator klEstimator,
        @Help("distance of an answer in nats that kl_coef is steered to; none: kl_coef stays as it is") Double klTarget,
        @Help("answers in which kl_coef may change by a fifth") double klHorizon,
        @Help("how far a ratio may leave 1 before its token is no longer pushed") double cliprange,
        @Help("how far the critic may move from what it said of an answer when it was sampled") double cliprangeValue,
        @Help("factor on the critic's loss") double vfCoef,
        @Help("what a reward one token later is worth") double gamma,
        @Help("weighs what was seen (1) against what the critic says (0)") double lam,
        @Help("bring the rewards of all tokens to variance 1") boolean whitenRewards,
        @Help("taken from the score of an answer that does not come to an end; none for 0") Double missingEosPenalty,
        @Help("a reward model that judges besides rewards, and that the critic begins as: a folder or a hub id") String rewardModelPath,
        @Help("what the critic begins as, a folder or a hub id; none for reward_model_path, or without one for the policy with a new output layer that says 0") String valueModelPath,
        @Help("the critic's learning rate, which goes over the run as the policy's does; none for learning_rate") Double criticLearningRate,
        @Help("have the critic say, as in TRL, also what an answer is worth after its last token, where it is shorter than max_completion_length;"
                + " the score comes there") boolean valueAfterEnd) {

    public static final PpoSettings DEFAULTS = new PpoSettings(4, 1, 0.05, KlEstimator.K1, null, 10_000, 0.2, 0.2, 0.1, 1, 0.95, false, null, null, null, null, false);

    public PpoSettings {
        check(numPpoEpochs >= 1, "num_ppo_epochs", numPpoEpochs, "at least 1");
        check(numMiniBatches >= 1, "num_mini_batches", numMiniBatches, "at least 1");
        check(klCoef >= 0, "kl_coef", klCoef, "at least 0");
        check(klTarget == null || klTarget > 0, "kl_target", klTarget, "more than 0");
        check(klTarget == null || klCoef > 0, "kl_coef", klCoef, "more than 0, as kl_target steers it by factors");
        check(klHorizon > 0, "kl_horizon", klHorizon, "more than 0");
        check(cliprange > 0 && cliprange < 1, "cliprange", cliprange, "more than 0, below 1");
        check(cliprangeValue > 0, "cliprange_value", cliprangeValue, "more than 0");
        check(vfCoef > 0, "vf_coef", vfCoef, "more than 0");
        check(gamma > 0 && gamma <= 1, "gamma", gamma, "more than 0, at most 1");
        check(lam >= 0 && lam <= 1, "lam", lam, "from 0 to 1");
        check(missingEosPenalty == null || missingEosPenalty >= 0, "missing_eos_penalty", missingEosPenalty, "at least 0");
        check(criticLearningRate == null || criticLearningRate >= 0, "critic_learning_rate", criticLearningRate, "at least 0");
    }

    /// The price of distance that a run begins with.
    KlController controller() {
        return klTarget == null ? KlController.fixed(klCoef) : new KlController(klCoef, klTarget, klHorizon);
    }

    double penalty() {
        return missingEosPenalty == null ? 0 : missingEosPenalty;
    }

    /// @param tokens  of each answer
    /// @param longest that an answer may be
    AnswerPlaces places(int[] tokens, int longest) {
        return valueAfterEnd ? AnswerPlaces.closed(tokens, longest) : AnswerPlaces.ofTokens(tokens);
    }
}
