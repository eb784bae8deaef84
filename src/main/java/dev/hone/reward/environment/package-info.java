/// Calls of tools come in, what a model is told of them goes out; and at the end, what the conversation was worth.
/// Open first: [dev.hone.reward.environment.Environment], then [dev.hone.reward.environment.Environments] for the catalogue.
package dev.hone.reward.environment;
