package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rotary positions of a GGUF model as transformers' `rope_parameters`.
record GgufRope(GgufConfig config) {
    /// Llama 3's bounds between long and short waves; every published model has these.
    private static final double LOW = 1;
    private static final double HIGH = 4;

    Map<String, Object> json() {
        Map<String, Object> json = new TreeMap<>();
        json.put("rope_theta", theta());
        addPart(json);
        GgufTensor frequencies = config.gguf().tensors().get("rope_freqs.weight");
        if (config.gguf().tensors().containsKey("rope_factors_long.weight")) addLongRope(json);
        else if (frequencies != null) addLlama3(json, frequencies.toFloats());
        else addScaling(json);
        return json;
    }

    /// Phi-3 may turn only the first numbers of each head; the other families always turn all.
    private void addPart(Map<String, Object> json) {
        long turned = config.metadata().integer(config.key("rope.dimension_count"), config.headDim());
        if (config.family() == GgufFamily.PHI3) json.put("partial_rotary_factor", (double) turned / config.headDim());
        else if (turned != config.headDim()) throw new UserError(config.gguf().path() + ": metadata " + config.key("rope.dimension_count") + " is " + turned
                + ", but a head has " + config.headDim() + " numbers, and transformers' " + config.family().className() + " rotates all");
    }

    private double theta() {
        return config.metadata().number(config.key("rope.freq_base"), 10_000);
    }

    private void addScaling(Map<String, Object> json) {
        GgufMetadata metadata = config.metadata();
        // Older files have only the factor, which then meant linear scaling.
        String type = metadata.textIfAny(config.key("rope.scaling.type")).orElse(metadata.has(config.key("rope.scaling.factor")) ? "linear"
                : metadata.has(config.key("rope.scale_linear")) ? "linear" : "none");
        double factor = metadata.number(config.key("rope.scaling.factor"), metadata.number(config.key("rope.scale_linear"), 1));
        switch (type) {
            case "none" -> json.put("rope_type", "default");
            case "linear" -> {
                json.put("rope_type", factor == 1 ? "default" : "linear");
                if (factor != 1) json.put("factor", factor);
            }
            case "yarn" -> {
                json.put("rope_type", "yarn");
                json.put("factor", factor);
                json.put("original_max_position_embeddings", metadata.integer(config.key("rope.scaling.original_context_length")));
                addNumber(json, "rope.scaling.yarn_beta_fast", "beta_fast");
                addNumber(json, "rope.scaling.yarn_beta_slow", "beta_slow");
            }
            default -> throw new UserError(config.gguf().path() + ": rope scaling " + type + " cannot be converted; those that can are none, linear, yarn, "
                    + "longrope (by rope_factors_long) and Llama 3's (by rope_freqs)");
        }
    }

    private void addNumber(Map<String, Object> json, String gguf, String hf) {
        if (config.metadata().has(config.key(gguf))) json.put(hf, config.metadata().number(config.key(gguf)));
    }

    private void addLongRope(Map<String, Object> json) {
        json.put("rope_type", "longrope");
        json.put("original_max_position_embeddings", config.metadata().integer(config.key("rope.scaling.original_context_length")));
        for (String which : List.of("long", "short")) {
            GgufTensor factors = config.gguf().tensors().get("rope_factors_" + which + ".weight");
            if (factors == null) throw new UserError(config.gguf().path() + ": has only one of rope_factors_long.weight and rope_factors_short.weight");
            json.put(which + "_factor", asJson(factors.toFloats()));
        }
    }

    private static List<Double> asJson(float[] numbers) {
        List<Double> list = new ArrayList<>();
        for (float number : numbers) list.add(Double.parseDouble(Float.toString(number)));
        return list;
    }

    /// llama.cpp keeps the divisor of each frequency, transformers the four numbers that it follows from. The largest
    /// divisor is the factor; the original length is the one that gives all the others.
    private void addLlama3(Map<String, Object> json, float[] divisors) {
        double factor = 1;
        for (float divisor : divisors) factor = Math.max(factor, divisor);
        if (factor == 1) {
            json.put("rope_type", "default");
            return;
        }
        factor = Double.parseDouble(Float.toString((float) factor));
        json.put("rope_type", "llama3");
        json.put("factor", factor);
        json.put("low_freq_factor", LOW);
        json.put("high_freq_factor", HIGH);
        json.put("original_max_position_embeddings", originalLength(divisors, factor));
    }

    private long originalLength(float[] divisors, double factor) {
        long usual = config.metadata().integer(config.key("rope.scaling.original_context_length"), 8192);
        if (gives(divisors, factor, usual)) return usual;
        for (long length = 16; length <= 1 << 20; length *= 2)
            if (gives(divisors, factor, length)) return length;
        throw new UserError(config.gguf().path() + ": rope_freqs.weight does not follow Llama 3's scaling, the only one of this kind that transformers has");
    }

    /// Llama 3: short waves stay, long ones are divided by the factor, those between are interpolated.
    private boolean gives(float[] divisors, double factor, long length) {
        for (int i = 0; i < divisors.length; i++) {
            double wave = 2 * Math.PI * Math.pow(theta(), 2.0 * i / (2.0 * divisors.length));
            double smooth = (length / wave - LOW) / (HIGH - LOW);
            double expected = wave < length / HIGH ? 1 : wave > length / LOW ? factor : 1 / ((1 - smooth) / factor + smooth);
            if (Math.abs(divisors[i] - expected) > 1e-3 * expected) return false;
        }
        return true;
    }
}
