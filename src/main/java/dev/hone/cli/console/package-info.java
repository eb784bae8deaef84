/// What all commands share that has nothing to do with models: flags, the terminal, rows on their way in and out, exit codes.
/// In: what a user types and pipes; out: rows, colours, a line of progress. Open first: [dev.hone.cli.console.CommonOptions].
package dev.hone.cli.console;
