/// Commands that make data better: whole pipelines, pairs from a model's own answers, the corpus of the small base model. In: rows; out: rows, their
/// ledger and a page. Open first: [dev.hone.cli.curate.CurateCommand].
package dev.hone.cli.curate;
