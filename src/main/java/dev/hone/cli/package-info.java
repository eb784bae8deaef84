/// One class a command: arguments come in, an exit code and a result go out.
/// Open first: [dev.hone.cli.Main], which lists them all.
package dev.hone.cli;
