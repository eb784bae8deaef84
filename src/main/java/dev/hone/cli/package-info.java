/// The program: a command a class; arguments come in, an exit code and a result go out. Its folders follow what a user wants: `model` uses a model, `train` and
/// `rollout` teach it, `eval` judges it, `curate` makes data, `show` looks, `quickstart` does a bit of all; `run` and `console` are what they share.
/// Open first: [dev.hone.cli.Main], which lists all commands.
package dev.hone.cli;
