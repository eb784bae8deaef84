package dev.hone.algorithm.rollout;

import dev.hone.loss.SamplingCorrection;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// A server that answers in place of the policy, and how its being another model is made up for. Names and defaults of the correction are those of TRL's `GRPOConfig`.
@Help("Answers from a server")
public record ServerSettings(
        @Help("a server with OpenAI's protocol (vLLM, SGLang) that answers in place of the policy, its address up to /v1; none for the policy itself") String rolloutEndpoint,
        @Help("the model's name on that server") String rolloutModel,
        @Help("environment variable with a token that is sent as Authorization: Bearer; none: nothing is sent") String rolloutTokenEnv,
        @Help("seconds that the server may take for the answers to a prompt") double rolloutDeadline,
        @Help("how often a call that failed is made again") int rolloutRetries,
        @Help("weight answers by how much more likely the policy is to give them than the server was") boolean vllmImportanceSamplingCorrection,
        @Help("whether that ratio is of tokens or of answers, and whether it ends at the bounds or what is beyond them is left out") SamplingCorrection vllmImportanceSamplingMode,
        @Help("upper bound of the ratio; none for no bound") Double vllmImportanceSamplingClipMax,
        @Help("lower bound of the ratio; none for no bound") Double vllmImportanceSamplingClipMin) {
    public static final ServerSettings DEFAULTS = new ServerSettings(null, null, null, 240, 4, true, SamplingCorrection.SEQUENCE_MASK, 3.0, null);

    public ServerSettings {
        if (rolloutEndpoint != null && !rolloutEndpoint.matches("https?://.+")) throw new UserError(
                "rollout_endpoint is " + rolloutEndpoint + "; expected http://... or https://...");
        if (rolloutEndpoint != null && rolloutModel == null) throw new UserError("rollout_model is missing: the name of the model on " + rolloutEndpoint);
        if (!(rolloutDeadline > 0) || Double.isInfinite(rolloutDeadline)) throw new UserError("rollout_deadline is " + rolloutDeadline + "; expected seconds, above 0");
        if (rolloutRetries < 0) throw new UserError("rollout_retries is " + rolloutRetries + "; expected at least 0");
        if (vllmImportanceSamplingClipMin != null && vllmImportanceSamplingClipMax != null && vllmImportanceSamplingClipMin >= vllmImportanceSamplingClipMax)
            throw new UserError("vllm_importance_sampling_clip_min is " + vllmImportanceSamplingClipMin + "; expected less than vllm_importance_sampling_clip_max, "
                    + vllmImportanceSamplingClipMax);
    }

    /// Whether answers come from a server.
    public boolean isUsed() {
        return rolloutEndpoint != null;
    }

    /// How answers that another model gave are weighted; null where they are not.
    public ImportanceCorrection correction() {
        if (!isUsed() || !vllmImportanceSamplingCorrection) return null;
        return new ImportanceCorrection(vllmImportanceSamplingMode, vllmImportanceSamplingClipMin == null ? 0 : vllmImportanceSamplingClipMin,
                vllmImportanceSamplingClipMax == null ? Double.POSITIVE_INFINITY : vllmImportanceSamplingClipMax);
    }
}
