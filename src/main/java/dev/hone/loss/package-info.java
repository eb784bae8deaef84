/// One formula a file: log-probabilities and what a model says besides come in, a number to make small goes out.
/// Open first: [dev.hone.loss.CrossEntropy].
package dev.hone.loss;
