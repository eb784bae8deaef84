package dev.hone.cli;

import picocli.CommandLine.Command;

/// `hone curate`: makes data to learn from. What it makes is named by a further word.
@Command(name = "curate", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "WHAT",
        description = "Makes data to learn from.",
        footer = {"", "Example: hone curate pairs --input prompts.jsonl --model MODEL --output pairs.jsonl --correct 's/Qwen/Hone/g'"},
        subcommands = {CurateCorpusCommand.class, CuratePairsCommand.class})
final class CurateCommand {}
