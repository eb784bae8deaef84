package dev.hone.model;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// What is trained: all weights, or an adapter on top of frozen ones. Names and defaults are those of TRL's `ModelConfig`.
@Help("LoRA")
public record LoraSettings(
        @Help("train a LoRA adapter and keep the model's weights as they are") boolean usePeft,
        @Help("rank of the adapter's matrices") int loraR,
        @Help("the adapter's change is scaled by lora_alpha / lora_r") int loraAlpha,
        @Help("share of an adapted layer's inputs that each training pass leaves out") double loraDropout,
        @Help("linear layers to adapt: names, all-linear, or one regular expression for whole names; null is PEFT's choice for the model")
        List<String> loraTargetModules,
        @Help("parts to train whole and save with the adapter, such as embed_tokens or lm_head") List<String> loraModulesToSave,
        @Help("scale by lora_alpha / √lora_r instead (rsLoRA)") boolean useRslora,
        @Help("train the length of each output's weights apart from their direction (DoRA)") boolean useDora,
        @Help("go on training the adapter of this folder; its own settings hold") String adapterNameOrPath) {

    public static final LoraSettings DEFAULTS = new LoraSettings(false, 16, 32, 0.05, null, null, false, false, null);

    public LoraSettings {
        loraTargetModules = loraTargetModules == null ? null : List.copyOf(loraTargetModules);
        loraModulesToSave = loraModulesToSave == null ? List.of() : List.copyOf(loraModulesToSave);
        if (loraR < 1) throw new UserError("lora_r is " + loraR + "; expected at least 1");
        if (loraAlpha < 1) throw new UserError("lora_alpha is " + loraAlpha + "; expected at least 1");
        if (!(loraDropout >= 0 && loraDropout < 1)) throw new UserError("lora_dropout is " + loraDropout + "; expected from 0 to below 1");
        if (loraTargetModules != null && loraTargetModules.isEmpty()) throw new UserError(
                "lora_target_modules is an empty list; name layers, or say all-linear");
    }

    /// The factor on an adapter's change.
    public double scaling() {
        return scaling(loraR, loraAlpha, useRslora);
    }

    /// `alpha / r`, or `alpha / √r`, which keeps large ranks from learning slower.
    /// Source: Kalajdzievski 2023, arXiv:2312.03732, theorem 3.2.
    public static double scaling(int r, double alpha, boolean rslora) {
        return alpha / (rslora ? Math.sqrt(r) : r);
    }
}
