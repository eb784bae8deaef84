package dev.hone.cli.curate;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.model.OpenModel;
import dev.hone.cli.model.RowTokens;
import dev.hone.curate.AnswerCache;
import dev.hone.curate.OwnAnswer;
import dev.hone.curate.ask.ModelAnswers;
import dev.hone.generate.Flight;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Answers that a model gives when it is asked, each prompt once: [ModelAnswers] to the rows of a file.
final class AskedModel implements AnswerSource {
    private final AnswerCache cache;
    /// Of each row's prompt what the cache calls it.
    private final List<String> prompts;

    private AskedModel(AnswerCache cache, List<String> prompts) {
        this.cache = cache;
        this.prompts = prompts;
    }

    /// Asks for everything that the cache does not have yet. The model can be closed afterwards.
    /// @param input    the file with the prompts
    /// @param folder   where caches are kept
    static AskedModel ask(String input, OpenModel open, SamplingSettings settings, CommonOptions common, Path folder) {
        AnswerCache cache = AnswerCache.open(ModelAnswers.file(open.answering(), settings, common.dtype(), folder));
        try (Generator generator = ModelAnswers.generator(open.answering())) {
            var answers = new ModelAnswers(open.answering(), settings, cache, generator);
            var asking = new Asking(new RowTokens(open.tokenizer(), open.decoder().vocabularySize(), "prompt", true), answers, cache);
            JsonLines.forEach(input, asking::check);
            asking.run(input, common);
            return new AskedModel(cache, asking.prompts);
        } catch (RuntimeException fault) {
            cache.close();
            throw fault;
        }
    }

    @Override public List<OwnAnswer> to(JsonLines.Row row) {
        return cache.get(prompts.get(row.number()));
    }

    @Override public void end() {}

    @Override public void close() {
        cache.close();
    }

    /// Keeps a limited number of prompts on their way.
    private static final class Asking {
        private final RowTokens tokens;
        private final ModelAnswers answers;
        private final AnswerCache cache;
        private final List<String> prompts = new ArrayList<>();
        private final Set<String> wanted = new HashSet<>();
        private final Flight<String, List<OwnAnswer>> flight = new Flight<>(ModelAnswers.FLIGHT);
        private volatile int answered;

        private Asking(RowTokens tokens, ModelAnswers answers, AnswerCache cache) {
            this.tokens = tokens;
            this.answers = answers;
            this.cache = cache;
        }

        /// Finds a row to be one that can be answered, before the first is.
        private void check(JsonLines.Row row) {
            int[] ids = tokens.of(row);
            try {
                String prompt = answers.key(ids);
                prompts.add(prompt);
                if (!cache.has(prompt)) wanted.add(prompt);
            } catch (UserError e) {
                throw new UserError(row.where() + ": " + e.getMessage(), e);
            }
        }

        private void run(String input, CommonOptions common) {
            if (wanted.isEmpty()) return;
            Set<String> left = new HashSet<>(wanted);
            try (JsonLines lines = JsonLines.open(input);
                    ProgressLine _ = ProgressLine.on(common.command.commandLine().getErr(), common.quiet, () -> answered + " of " + wanted.size() + " prompts answered")) {
                for (JsonLines.Row row; (row = lines.next()) != null; ) {
                    String prompt = prompts.get(row.number());
                    if (!left.remove(prompt)) continue;
                    flight.add(prompt, answers.ask(tokens.of(row)));
                    if (flight.isFull()) finish();
                }
                while (!flight.isEmpty()) finish();
            }
        }

        private void finish() {
            flight.take();
            answered++;
        }
    }
}
