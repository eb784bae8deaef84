package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import dev.hone.token.template.Limits;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Template;
import dev.hone.token.template.TemplateError;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A model's chat template: turns a conversation into the exact text that the model was trained on, byte for byte
/// as transformers' `apply_chat_template` does. Can be used from many threads.
public final class ChatTemplate {
    /// Names that a message's reasoning goes by, the standard one first.
    private static final List<String> REASONING = List.of("reasoning_content", "thinking", "reasoning");

    private final Template template;
    private final String name;
    private final Map<String, String> specialTokens;
    private final Supplier<LocalDateTime> now;
    private final Limits limits;
    /// The one for conversations with tools, where the model has two; else null.
    private final Template withTools;

    private ChatTemplate(Template template, Template withTools, String name, Map<String, String> specialTokens,
                         Supplier<LocalDateTime> now, Limits limits) {
        this.template = template;
        this.withTools = withTools;
        this.name = name;
        this.specialTokens = specialTokens;
        this.now = now;
        this.limits = limits;
    }

    /// @param source        the template's text
    /// @param name          how messages call it, best the file it came from
    /// @param specialTokens `bos_token`, `eos_token`, ...: variables of the template
    /// @throws UserError when the source is no template, with the line
    public static ChatTemplate of(String source, String name, Map<String, String> specialTokens) {
        return new ChatTemplate(parse(source, name), null, name, Map.copyOf(specialTokens), LocalDateTime::now, Limits.DEFAULTS);
    }

    /// The template that lies in a model's folder; its tokenizer is not opened.
    public static Optional<ChatTemplate> in(Path folder) {
        return of(TokenizerSettings.read(folder));
    }

    /// The template of a model: the one named `default`, and `tool_use` for conversations with tools where there is one.
    static Optional<ChatTemplate> of(TokenizerSettings settings) {
        TokenizerSettings.Source usual = settings.templates().get("default");
        TokenizerSettings.Source tools = settings.templates().get("tool_use");
        if (usual == null) return Optional.empty();
        String name = usual.file().toString();
        return Optional.of(new ChatTemplate(parse(usual.text(), name), tools == null ? null : parse(tools.text(), tools.file().toString()),
                name, settings.specialTokens(), LocalDateTime::now, Limits.DEFAULTS));
    }

    private static Template parse(String source, String name) {
        try {
            return Template.parse(source);
        } catch (TemplateError e) {
            throw new UserError(name + where(e) + ": this chat template cannot be read: " + e.getMessage(), e);
        }
    }

    /// The same template with another clock behind `strftime_now`, for results that can be repeated.
    public ChatTemplate withClock(Supplier<LocalDateTime> clock) {
        return new ChatTemplate(template, withTools, name, specialTokens, clock, limits);
    }

    /// The same template with another text for a special token, such as `eos_token`.
    public ChatTemplate withSpecialToken(String variable, String text) {
        Map<String, String> others = new LinkedHashMap<>(specialTokens);
        others.put(variable, text);
        return new ChatTemplate(template, withTools, name, Map.copyOf(others), now, limits);
    }

    /// The same template with other limits to its time and memory.
    public ChatTemplate withLimits(Limits others) {
        return new ChatTemplate(template, withTools, name, specialTokens, now, others);
    }

    /// Renders with the given variables: `messages`, and as wanted `tools`, `documents`, `add_generation_prompt`,
    /// `enable_thinking` or whatever else the template reads. Values are Java's (maps, lists, texts, numbers) or JSON.
    /// `tools` and `documents` are None where they are not given, `add_generation_prompt` is false.
    /// @throws UserError with the template's own words when it refuses the conversation, else with what failed and where
    public Rendered render(Map<String, ?> variables) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("tools", null);
        all.put("documents", null);
        all.put("add_generation_prompt", false);
        all.putAll(specialTokens);
        all.putAll(variables);
        all.computeIfPresent("messages", (_, messages) -> withReasoningAliases(messages));
        try {
            return (hasTools(all) && withTools != null ? withTools : template).render(all, now, limits);
        } catch (TemplateError e) {
            throw new UserError(message(e), e);
        }
    }

    /// The same for a JSON object, whose every property is a variable.
    public Rendered render(JsonNode variables) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : variables.properties()) all.put(property.getKey(), property.getValue());
        return render(all);
    }

    /// Renders a conversation of a data set.
    /// @param addGenerationPrompt whether to end with the words that begin an answer
    public Rendered render(Conversation conversation, boolean addGenerationPrompt) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("messages", conversation.messages());
        variables.put("tools", conversation.tools());
        conversation.variables().properties().forEach(variable -> variables.put(variable.getKey(), variable.getValue()));
        variables.put("add_generation_prompt", addGenerationPrompt);
        return render(variables);
    }

    private static boolean hasTools(Map<String, Object> variables) {
        Object tools = variables.get("tools");
        return tools != null && !(tools instanceof JsonNode node && node.isNull());
    }

    private String message(TemplateError e) {
        return switch (e.kind()) {
            case RAISED -> "the chat template refuses this conversation: " + e.getMessage() + " (" + name + where(e) + ")";
            case SYNTAX, FAILED -> name + where(e) + ": the chat template fails on this conversation: " + e.getMessage();
            case LIMIT -> name + where(e) + ": the chat template was stopped: " + e.getMessage();
        };
    }

    private static String where(TemplateError e) {
        return e.line() > 0 ? ":" + e.line() : "";
    }

    /// Templates read reasoning under different names, so each message that has one gets all of them,
    /// `thinking` first and `reasoning_content` last, as transformers does.
    private static Object withReasoningAliases(Object messages) {
        if (!(messages instanceof Iterable<?> all) || messages instanceof JsonNode node && !node.isArray()) return messages;
        List<Object> result = new ArrayList<>();
        for (Object message : all) result.add(withReasoningAliases(asMap(message), message));
        return result;
    }

    private static Object withReasoningAliases(Map<String, Object> fields, Object message) {
        if (fields == null) return message;
        for (String field : REASONING) {
            Object reasoning = fields.get(field);
            if (reasoning == null || reasoning instanceof JsonNode node && node.isNull()) continue;
            Map<String, Object> aliased = new LinkedHashMap<>();
            aliased.put("thinking", reasoning);
            aliased.putAll(fields);
            aliased.put("reasoning_content", reasoning);
            return aliased;
        }
        return message;
    }

    /// A message's fields, or null when it is no object.
    private static Map<String, Object> asMap(Object message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (message) {
            case JsonNode node when node.isObject() -> node.properties().forEach(p -> fields.put(p.getKey(), p.getValue()));
            case Map<?, ?> map -> map.forEach((key, value) -> fields.put(String.valueOf(key), value));
            case null, default -> {
                return null;
            }
        }
        return fields;
    }
}
