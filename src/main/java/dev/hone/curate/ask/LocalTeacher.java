package dev.hone.curate.ask;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.curate.AnswerCache;
import dev.hone.curate.OwnAnswer;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Workshop;
import dev.hone.data.Conversation;
import dev.hone.generate.SamplingSettings;
import dev.hone.model.Head;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A model in this process. It continues plain prompts; conversations, and prompts with a system message, go through its chat template.
final class LocalTeacher implements Teacher {
    private final OpenedModel opened;
    private final Tokenizer tokenizer;
    private final String system;
    private final AnswerCache cache;
    private final ModelAnswers answers;

    private LocalTeacher(OpenedModel opened, Tokenizer tokenizer, String system, AnswerCache cache, ModelAnswers answers) {
        this.opened = opened;
        this.tokenizer = tokenizer;
        this.system = system;
        this.cache = cache;
        this.answers = answers;
    }

    static LocalTeacher open(TeacherSettings settings, int samples, Workshop shop) {
        OpenedModel opened = OpenedModel.open(shop.hub().model(settings.model()), shop.hub(), null, Head.TOKENS);
        try {
            Tokenizer tokenizer = opened.tokenizer().orElseThrow(() -> new UserError(settings.model() + ": has no tokenizer, so that it cannot answer texts"));
            var model = new AnsweringModel(opened);
            SamplingSettings sampling = sampling(settings, samples, model.defaults());
            AnswerCache cache = ModelAnswers.cache(model, sampling, Optional.empty(), shop.kept());
            return new LocalTeacher(opened, tokenizer, settings.system(), cache, new ModelAnswers(model, sampling, cache));
        } catch (RuntimeException fault) {
            opened.close();
            throw fault;
        }
    }

    private static SamplingSettings sampling(TeacherSettings settings, int samples, SamplingSettings model) {
        double temperature = settings.temperature(samples);
        return model.with(s -> {
            s.maxNewTokens = settings.maxNewTokens();
            s.numReturnSequences = samples;
            s.seed = settings.seed();
            s.doSample = temperature > 0;
            if (temperature > 0) s.temperature = temperature;
            if (settings.topP() != null) s.topP = settings.topP();
        });
    }

    @Override public int atOnce() {
        return ModelAnswers.FLIGHT;
    }

    @Override public Supplier<List<OwnAnswer>> ask(Question question) {
        return answers.ask(switch (question.under(system)) {
            case Question.Plain(String text) -> tokenizer.encode(text, true);
            case Question.Chat(Conversation chat) -> tokenizer.encodeChat(template().render(chat, true)).ids();
        });
    }

    private ChatTemplate template() {
        return tokenizer.chatTemplate().orElseThrow(() -> new UserError("the teacher has no chat template, so that it cannot read messages; give plain prompts and no system message"));
    }

    @Override public void close() {
        answers.close();
        cache.close();
        opened.close();
    }
}
