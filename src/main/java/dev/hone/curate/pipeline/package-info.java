/// The rows of data sets come in, the rows that are worth learning from go out, and every one is accounted for.
/// Open first: [dev.hone.curate.pipeline.Pipeline], then [dev.hone.curate.pipeline.Step] for what happens to rows on their way
/// and [dev.hone.curate.pipeline.Ledger] for the account.
package dev.hone.curate.pipeline;
