/// The layers once more, for training on the processor: each computes forward and, by hand, backward, on kernels of our
/// own and the products of a BLAS library. Batches come in, gradients beside the weights go out.
///
/// Nothing is recorded while a pass runs: what a layer's backward pass needs is kept in buffers that are planned once, or
/// made again from its input. Models with a layer that has no form here are trained by libtorch.
/// Open first: [dev.hone.model.learn.KernelTokenLearner], then [dev.hone.model.learn.LearningBlock].
package dev.hone.model.learn;
