package dev.hone.model.layer;

/// A low-rank change of a frozen linear layer: `y = x Wᵀ + scaling · dropout(x) Aᵀ Bᵀ`.
/// Source: Hu et al. 2021, arXiv:2106.09685, equation 3. With a magnitude (DoRA: Liu et al. 2024, arXiv:2402.09353,
/// equation 5) each output is besides scaled by `magnitude / ‖W + scaling · B A‖`, the norm taken over the inputs as a constant.
/// @param a         `[r, in]`
/// @param b         `[out, r]`, out being that of the whole stored matrix
/// @param magnitude `[out]`, or null without DoRA
/// @param scaling   `alpha / r`, or `alpha / √r` (rsLoRA)
/// @param dropout   share of the inputs that each pass leaves out, from 0 to below 1
public record Lora(Parameter a, Parameter b, Parameter magnitude, double scaling, double dropout) {}
