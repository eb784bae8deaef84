package dev.hone.cli.run;

import dev.hone.cli.model.OpenModel;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.dataset.Item;
import dev.hone.data.dataset.ItemReader;
import dev.hone.generate.Completion;
import dev.hone.generate.Generator;
import dev.hone.generate.Request;
import dev.hone.generate.SamplingSettings;
import dev.hone.hub.Hub;
import dev.hone.token.ChatTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// A few fixed prompts that a model answers before and after training.
/// @param texts as the model reads them
public record SamplePrompts(List<String> texts) {
    /// For a model that writes nothing.
    static final SamplePrompts NONE = new SamplePrompts(List.of());
    private static final int FROM_DATA = 3;
    /// Of a plain text, so many characters are the prompt.
    private static final int BEGINNING = 80;

    /// @param settings the user's prompts, or null for those of the data's first rows
    static SamplePrompts of(ReportSettings settings, Dataset dataset, Optional<ChatTemplate> template) {
        if (settings.samplePrompts() != null) return asked(settings.samplePrompts(), template);
        List<String> texts = new ArrayList<>();
        try (ItemReader items = dataset.read()) {
            for (Item item; texts.size() < FROM_DATA && (item = items.next()) != null; )
                if (item instanceof Item.Sample sample) prompt(sample.example(), template).ifPresent(texts::add);
        }
        return new SamplePrompts(texts);
    }

    /// What a person says, each at the beginning of a conversation; without a template, texts to go on with.
    public static SamplePrompts asked(List<String> prompts, Optional<ChatTemplate> template) {
        return new SamplePrompts(prompts.stream().map(prompt -> template.map(t -> rendered(t, userSays(prompt))).orElse(prompt)).toList());
    }

    private static Optional<String> prompt(Example example, Optional<ChatTemplate> template) {
        return switch (example) {
            case Example.Chat(var conversation) -> template.map(t -> rendered(t, upToAnswer(conversation)));
            case Example.ChatCompletion(var prompt, _) -> template.map(t -> rendered(t, prompt));
            case Example.TextCompletion(String prompt, _) -> Optional.of(prompt);
            case Example.Text(String text) -> Optional.of(text.substring(0, text.offsetByCodePoints(0, Math.min(BEGINNING, text.codePointCount(0, text.length()) / 2))));
            case Example.ChatPreference(var prompt, var chosen, _, _) -> template.map(t -> rendered(t, prompt == null ? upToAnswer(chosen) : prompt));
            case Example.TextPreference(String prompt, _, _, _) -> Optional.ofNullable(prompt);
            default -> Optional.empty();
        };
    }

    private static Conversation userSays(String text) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        messages.addObject().put("role", "user").put("content", text);
        return new Conversation(messages, null, JsonMapper.shared().createObjectNode());
    }

    /// The conversation before the assistant speaks first.
    private static Conversation upToAnswer(Conversation whole) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        for (var message : whole.messages()) {
            if (message.path("role").asString("").equals("assistant")) break;
            messages.add(message);
        }
        return new Conversation(messages, whole.tools(), whole.variables());
    }

    private static String rendered(ChatTemplate template, Conversation conversation) {
        return template.render(conversation, true).text();
    }

    /// The likeliest answers of a model.
    /// @param model the folder of a model or of an adapter
    public List<String> answers(Path model, Hub hub, int maxNewTokens) {
        if (texts.isEmpty()) return List.of();
        try (OpenModel open = OpenModel.open(model, hub, null); Generator generator = open.generator(open.limits(texts.size()))) {
            SamplingSettings settings = open.generationDefaults().with(s -> {
                s.doSample = false;
                s.maxNewTokens = maxNewTokens;
            });
            List<Request> requests = texts.stream().map(text -> new Request(ids(open, text), settings, 0, open.texts())).toList();
            return generator.generate(requests).stream().map(result -> result.completions().getFirst()).map(Completion::text).toList();
        }
    }

    /// The end of a prompt that is too long for the model.
    private static int[] ids(OpenModel open, String text) {
        int[] ids = open.neededTokenizer().encode(text, open.neededTokenizer().chatTemplate().isEmpty());
        int most = open.contextLength() / 2;
        return ids.length <= most ? ids : java.util.Arrays.copyOfRange(ids, ids.length - most, ids.length);
    }
}
