package dev.hone.model.layer;

import dev.hone.tensor.Autograd;
import dev.hone.tensor.Tensor;

/// `y = x Wᵀ + b`, with the rows `first` to `first + rows` of a stored matrix: some families keep several projections in one
/// (Phi-3's `qkv_proj`), and each of them is then a layer over its own rows.
/// @param weight `[out, in]`
/// @param bias   `[out]`, or null
/// @param lora   what training adds to the frozen matrix, or null
public record Linear(Parameter weight, Parameter bias, int first, int rows, Lora lora) {
    public Linear {
        if (first < 0 || rows < 1 || first + rows > weight.size(0)) throw new IllegalArgumentException(
                "rows " + first + " to " + (first + rows) + " of " + weight);
    }

    public Linear(Parameter weight, Parameter bias, int first, int rows) {
        this(weight, bias, first, rows, null);
    }

    /// All rows.
    public Linear(Parameter weight, Parameter bias) {
        this(weight, bias, 0, weight.size(0));
    }

    /// The same layer with an adapter, or without one where `lora` is null.
    public Linear with(Lora lora) {
        return new Linear(weight, bias, first, rows, lora);
    }

    /// A layer over some of this one's rows.
    public Linear part(int first, int rows) {
        return new Linear(weight, bias, this.first + first, rows, lora);
    }

    public int in() {
        return weight.size(1);
    }

    public int out() {
        return rows;
    }

    /// @param x `[..., in]`
    /// @return `[..., out]`
    public Tensor forward(Tensor x, Pass pass) {
        Tensor frozen = withoutAdapter(x);
        return lora == null || !pass.adapter() ? frozen : adapted(frozen, x, pass);
    }

    /// `x Wᵀ + b` alone.
    public Tensor withoutAdapter(Tensor x) {
        return bias == null ? x.linear(mine(weight)) : x.linear(mine(weight), mine(bias));
    }

    /// The sum is made in the adapter's precision and comes out in the layer's.
    private Tensor adapted(Tensor frozen, Tensor x, Pass pass) {
        Tensor wide = x.to(lora.a().tensor().dtype());
        Tensor seen = pass.dropped(wide, lora.a().name(), lora.dropout());
        Tensor change = seen.linear(lora.a().tensor()).linear(mine(lora.b())).mul(lora.scaling());
        if (lora.magnitude() == null) return frozen.add(change).to(frozen.dtype());

        // As in PEFT, the frozen part sees the same inputs as the change, and the bias is not scaled.
        Tensor product = seen != wide ? seen.linear(mine(weight).to(seen.dtype())) : bias == null ? frozen : frozen.sub(mine(bias));
        Tensor scale = mine(lora.magnitude()).div(norms());
        return frozen.add(product.mul(scale.sub(1))).add(change.mul(scale)).to(frozen.dtype());
    }

    /// `‖W + scaling · B A‖` of each row, without gradient.
    private Tensor norms() {
        try (var _ = Autograd.off()) {
            Tensor change = mine(lora.b()).matmul(lora.a().tensor()).mul(lora.scaling());
            return mine(weight).to(change.dtype()).add(change).pow(2).sum(1, false).sqrt();
        }
    }

    private Tensor mine(Parameter whole) {
        return rows == whole.size(0) ? whole.tensor() : whole.tensor().narrow(0, first, rows);
    }
}
