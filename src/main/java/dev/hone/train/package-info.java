/// One step after another: an algorithm, its learner's gradients and settings come in; changed weights, checkpoints and
/// metrics go out. Which algorithm it is, this package never asks.
/// Open first: [dev.hone.train.TrainingRun], which decides when; then [dev.hone.train.GradientStep], which changes the weights.
package dev.hone.train;
