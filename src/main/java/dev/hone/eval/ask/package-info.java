/// Conversations come in, what a model says next goes out: a model on our own engine or one on a server; and how likely a model finds texts.
/// Open first: [dev.hone.eval.ask.Respondent].
package dev.hone.eval.ask;
