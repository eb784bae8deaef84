/// A model and batches come in, gradients of its weights go out, by libtorch's autograd: slower than [dev.hone.model.learn], but
/// for every family.
/// Open first: [dev.hone.model.autograd.AutogradTokenLearner].
package dev.hone.model.autograd;
