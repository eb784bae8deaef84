/// Commands that show what goes into a run and what came out, changing nothing: rows, tokens, batches, answers, settings. In: a run file or folder;
/// out: text or JSON. Open first: [dev.hone.cli.show.ShowCommand].
package dev.hone.cli.show;
