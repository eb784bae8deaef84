/// One formula a file: log-probabilities and what a model says besides come in, a number to make small goes out.
/// Open first: [dev.hone.loss.CrossEntropy]; for pairs [dev.hone.loss.DpoLoss]; for sampled answers [dev.hone.loss.Advantages], then [dev.hone.loss.GrpoLoss].
package dev.hone.loss;
