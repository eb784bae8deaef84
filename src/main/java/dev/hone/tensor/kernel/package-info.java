/// Inference on the processor without libtorch: packed weights, paged attention and the small steps between them, on
/// both native memory and the Vector API. Numbers come in and go out as [dev.hone.tensor.kernel.Floats].
///
/// Every sum has one fixed order: along k for a product, page by page for attention. So a row's result depends neither
/// on the rows beside it, nor on the number of threads, nor on the width of the machine's vectors.
/// Open first: [dev.hone.tensor.kernel.PackedMatrix].
package dev.hone.tensor.kernel;
