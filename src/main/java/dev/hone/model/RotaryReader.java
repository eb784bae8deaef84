package dev.hone.model;

import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.layer.RopeScaling;
import dev.hone.model.layer.RopeScaling.Yarn;
import dev.hone.settings.UserError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Reads rotary settings: `rope_parameters` of transformers 5, or `rope_theta` and `rope_scaling` of before.
/// @param json   the whole config.json
/// @param given  the object with the rotary settings; empty for none
/// @param theta  the base where that object has none
/// @param maxPositions `max_position_embeddings`, the trained length where nothing else says it
record RotaryReader(ConfigReader json, ConfigReader given, double theta, int maxPositions) {
    private static final String TRAINED_LENGTH = "original_max_position_embeddings";

    /// @param thetaDefault the family's base where the file does not say
    static RotaryReader of(ConfigReader json, double thetaDefault, int maxPositionsDefault) {
        ConfigReader old = json.part("rope_scaling");
        ConfigReader given = old.isEmpty() ? json.part("rope_parameters") : old;
        return new RotaryReader(json, given, json.positiveOr("rope_theta", thetaDefault),
                json.countOr("max_position_embeddings", maxPositionsDefault));
    }

    /// All entries of a head are turned.
    Rotary whole(int headDim) {
        return whole(headDim, false);
    }

    Rotary whole(int headDim, boolean interleaved) {
        if (partialFactor() != 1) throw new UserError(given.where() + ": partial_rotary_factor is " + partialFactor()
                + "; this family turns whole heads, expected 1");
        if (headDim % 2 != 0) throw new UserError(json.where() + ": a head has " + headDim + " entries;"
                + " rotary positions turn pairs of them, expected an even number");
        return new Rotary(base(), headDim, interleaved, scaling(headDim));
    }

    /// The first part of each head is turned, as `partial_rotary_factor` says.
    Rotary partial(int headDim) {
        int dims = (int) (headDim * partialFactor());
        if (dims < 1 || dims > headDim) throw new UserError(given.where() + ": partial_rotary_factor is " + partialFactor()
                + "; expected a share of a head of " + headDim + " entries, above 0 and at most 1");
        return new Rotary(base(), dims, false, scaling(dims));
    }

    /// Phi-3 has one scaling, longrope, which older files call su or yarn.
    RotaryReader forPhi3() {
        if (type().equals("default")) return this;
        if (!List.of("longrope", "su", "yarn").contains(type())) throw given.wrong("rope_type", "default or longrope in this family");
        ObjectNode renamed = ((ObjectNode) given.object()).deepCopy().put("rope_type", "longrope")
                .put(TRAINED_LENGTH, json.countOr(TRAINED_LENGTH, 4096));
        return new RotaryReader(json, new ConfigReader(renamed, given.where()), theta, maxPositions);
    }

    private double base() {
        return given.positiveOr("rope_theta", theta);
    }

    private double partialFactor() {
        return given.positiveOr("partial_rotary_factor", json.positiveOr("partial_rotary_factor", 1));
    }

    String type() {
        return given.textOr("rope_type", given.textOr("type", "default"));
    }

    /// Factor on attention's scores that DeepSeek adds to yarn: the square of the sharpening by `mscale_all_dim`.
    double scoreFactor() {
        double weight = given.numberOr("mscale_all_dim", 0);
        if (type().equals("default") || weight == 0) return 1;
        double sharpening = Yarn.sharpening(given.positive("factor"), weight);
        return sharpening * sharpening;
    }

    private RopeScaling scaling(int dims) {
        return switch (type()) {
            case "default" -> new RopeScaling.Unscaled();
            case "linear" -> new RopeScaling.Linear(given.positive("factor"));
            case "dynamic" -> new RopeScaling.Dynamic(maxPositions);
            case "llama3" -> llama3();
            case "yarn" -> yarn();
            case "longrope", "su" -> longRope((dims + 1) / 2);
            default -> throw new UserError(given.where() + ": rope_type is \"" + type()
                    + "\"; expected one of default, linear, dynamic, llama3, yarn, longrope");
        };
    }

    private RopeScaling llama3() {
        double low = given.positive("low_freq_factor");
        double high = given.positive("high_freq_factor");
        if (high <= low) throw given.wrong("high_freq_factor", "a number above low_freq_factor, which is " + low);
        return new RopeScaling.Llama3(given.positive("factor"), low, high, trainedLength());
    }

    private RopeScaling yarn() {
        int trained = trainedLength();
        double factor = given.positiveOr("factor", (double) maxPositions / trained);
        double mscale = given.numberOr("mscale", 0);
        double mscaleAllDim = given.numberOr("mscale_all_dim", 0);
        double sharpening = mscale != 0 && mscaleAllDim != 0
                ? Yarn.sharpening(factor, mscale) / Yarn.sharpening(factor, mscaleAllDim) : Yarn.sharpening(factor, 1);
        return new Yarn(factor, positiveUnlessZero("beta_fast", 32), positiveUnlessZero("beta_slow", 1), trained,
                given.flagOr("truncate", true), given.numberOr("attention_factor", sharpening));
    }

    /// Zero means the default here, as in transformers.
    private double positiveUnlessZero(String key, double fallback) {
        return given.numberOr(key, 0) == 0 ? fallback : given.positive(key);
    }

    private RopeScaling longRope(int pairs) {
        int trained = trainedLength();
        double factor = given.positiveOr("factor", (double) maxPositions / trained);
        double sharpening = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(trained));
        return new RopeScaling.LongRope(factors("short_factor", pairs), factors("long_factor", pairs), trained,
                given.numberOr("attention_factor", sharpening));
    }

    private List<Float> factors(String key, int pairs) {
        List<Double> numbers = given.numbers(key);
        if (numbers == null || numbers.size() != pairs) throw given.wrong(key, "a list of " + pairs + " numbers, one for each rotary pair");
        return numbers.stream().map(Double::floatValue).toList();
    }

    /// Phi-3 keeps it outside the rotary settings, and transformers gives that place precedence.
    private int trainedLength() {
        return json.countOr(TRAINED_LENGTH, given.countOr(TRAINED_LENGTH, maxPositions));
    }
}
