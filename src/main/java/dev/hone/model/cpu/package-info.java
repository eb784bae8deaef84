/// The processor's own way of running a model without gradients: the same layers as [dev.hone.model.layer], interpreted
/// by the kernels of [dev.hone.tensor.kernel] over paged caches.
/// Open first: [dev.hone.model.cpu.CpuDecoder].
package dev.hone.model.cpu;
