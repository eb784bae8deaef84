package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// `y = x Wᵀ + b`, with the rows `first` to `first + rows` of a stored matrix: some families keep several projections in one
/// (Phi-3's `qkv_proj`), and each of them is then a layer over its own rows.
/// @param weight `[out, in]`
/// @param bias   `[out]`, or null
public record Linear(Parameter weight, Parameter bias, int first, int rows) {
    public Linear {
        if (first < 0 || rows < 1 || first + rows > weight.size(0)) throw new IllegalArgumentException(
                "rows " + first + " to " + (first + rows) + " of " + weight);
    }

    /// All rows.
    public Linear(Parameter weight, Parameter bias) {
        this(weight, bias, 0, weight.size(0));
    }

    public int in() {
        return weight.size(1);
    }

    public int out() {
        return rows;
    }

    /// @param x `[..., in]`
    /// @return `[..., out]`
    public Tensor forward(Tensor x) {
        return bias == null ? x.linear(mine(weight)) : x.linear(mine(weight), mine(bias));
    }

    private Tensor mine(Parameter whole) {
        return rows == whole.size(0) ? whole.tensor() : whole.tensor().narrow(0, first, rows);
    }
}
