package dev.hone.cli.model;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.Program;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.settings.UserError;
import dev.hone.token.Tokenizer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hone chat`: a conversation with a model in the terminal.
@Command(name = "chat", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Talks with a model in the terminal. Ctrl-C stops an answer, Ctrl-D leaves.",
            "Lines that begin with a slash are commands, /help lists them. When the input is no terminal, each line is a turn and the answers alone are printed."},
        footer = {"", "Examples:",
            "  hone chat --model HuggingFaceTB/SmolLM2-135M-Instruct --temperature 0.7 --system 'Answer in one sentence.'",
            "  echo 'What is the capital of France?' | hone chat --model runs/sft --greedy"})
public final class ChatCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR|ID", description = "The model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told first (default: nothing, or the chat template's own).")
    String system;

    @Mixin SamplingOptions sampling;

    @Mixin CommonOptions common;

    @Override public Integer call() {
        try (OpenModel open = OpenModel.open(model, common)) {
            Tokenizer tokenizer = open.neededTokenizer();
            if (tokenizer.chatTemplate().isEmpty()) throw new UserError(model + ": this model has no chat template, so it was not trained to chat; "
                    + "continue texts with it by: hone generate --model " + model + " --prompt TEXT");
            SamplingSettings settings = sampling.over(open.generationDefaults()).with(s -> s.numReturnSequences = 1);
            var conversation = new Conversation();
            if (system != null) conversation.system(system);
            try (Generator generator = open.generator(open.limits(1))) {
                new Chat(model, tokenizer, settings, open.texts(), conversation, generator.openSession(), common,
                        spec.commandLine().getOut()).run();
            }
        }
        return Program.SUCCESS;
    }
}
