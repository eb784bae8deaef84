package dev.hone.cli.show;

import picocli.CommandLine.Command;

/// `hone show`: what goes on inside, made visible. What it shows is named by a further word.
@Command(name = "show", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "WHAT",
        description = "Shows what a model reads and learns from.",
        footer = {"", "Example: hone show tokens run.yaml"},
        subcommands = {ShowBatchCommand.class, ShowDataCommand.class, ShowRolloutsCommand.class, ShowSettingsCommand.class, ShowTokensCommand.class})
public final class ShowCommand {
    static final String WHICH_COMMAND = "Which command the run file is for (default: the first of sft, dpo and reward that has all its settings).";
}
