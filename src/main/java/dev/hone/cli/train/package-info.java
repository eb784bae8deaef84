/// Commands that learn from given rows: pretrain, sft, dpo, reward. In: settings and rows; out: a run. Open first: [dev.hone.cli.train.SftCommand],
/// then [dev.hone.cli.train.SftJob].
package dev.hone.cli.train;
