/// Numbers in native memory, each tensor owned by the scope that was open when it was made, and the
/// processor's own kernels for inference. The only package that names libtorch.
/// Open first: [dev.hone.tensor.Tensor], then [dev.hone.tensor.TensorScope].
package dev.hone.tensor;
