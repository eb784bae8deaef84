/// Prompts and answers come in, examples to learn from go out.
/// Open first: [dev.hone.curate.Correction], [dev.hone.curate.Template] and [dev.hone.curate.BestAndWorst], three ways to make a pair of a model's own answers;
/// for whole data sets [dev.hone.curate.pipeline.Pipeline].
package dev.hone.curate;
