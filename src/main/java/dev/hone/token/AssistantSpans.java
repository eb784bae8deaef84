package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Rendered.Round;
import dev.hone.token.template.Span;

import java.util.ArrayList;
import java.util.List;

/// Finds what the assistant wrote in a conversation, whether the chat template marks it (`{% generation %}`) or not.
///
/// Without marks, a message's turn is what the template wrote while its loop stood at the message. A turn of the assistant
/// begins with what the model is given to answer after, the generation prompt at that place of the conversation. The rest
/// was written by the assistant, up to the end of the turn with the token that ends it:
/// ```
/// <|im_start|>user⏎ Hi <|im_end|>⏎   <|im_start|>assistant⏎   Hello <|im_end|>⏎
///          another's turn              generation prompt          found
/// ```
final class AssistantSpans {
    private static final String REMEDY = "; mark the assistant's words in the template with {% generation %} and {% endgeneration %} "
            + "and name it with chat_template_path, or give rows of prompt and completion";

    private static final String PROBE = "\uE000";

    private final ChatTemplate template;
    private final Conversation conversation;
    private final Rendered rendered;
    private final int end;

    private AssistantSpans(ChatTemplate template, Conversation conversation, Rendered rendered) {
        this.template = template;
        this.conversation = conversation;
        this.rendered = rendered;
        this.end = rendered.text().codePointCount(0, rendered.text().length());
    }

    /// @param rendered the conversation as the template renders it, without a generation prompt
    /// @return in the order of the text; empty where the assistant says nothing
    /// @throws UserError when the template writes messages in a way that does not show which words are whose
    static List<Span> of(ChatTemplate template, Conversation conversation, Rendered rendered) {
        return rendered.assistantSpans().isEmpty() ? new AssistantSpans(template, conversation, rendered).found() : rendered.assistantSpans();
    }

    /// The same for the last message of the assistant alone.
    static List<Span> ofLast(ChatTemplate template, Conversation conversation, Rendered rendered) {
        List<Span> all = of(template, conversation, rendered);
        if (all.isEmpty()) return all;
        var spans = new AssistantSpans(template, conversation, rendered);
        int from = rendered.rounds().stream().filter(round -> spans.isAssistant(round.message()) && round.span().length() > 0)
                .mapToInt(round -> round.span().start()).max().orElse(all.getLast().start());
        return all.stream().filter(span -> span.start() >= from).toList();
    }

    /// Which tokens the spans take in; those of a template's own marks exactly as in transformers.
    static boolean[] mask(Encoding encoding, Rendered rendered, List<Span> spans) {
        return rendered.assistantSpans().isEmpty() ? encoding.isIn(spans) : ChatTokens.mask(encoding, spans);
    }

    private List<Span> found() {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < conversation.messages().size(); i++) {
            if (!isAssistant(i)) refuseOthersWords(i);
            else if (turn(i) instanceof Span turn) spans.add(new Span(start(i, turn), turn.end()));
        }
        return spans;
    }

    private boolean isAssistant(int message) {
        return conversation.messages().get(message).path("role").asString("").equals("assistant");
    }

    private String content(int message) {
        return conversation.messages().get(message).path("content").asString("").strip();
    }

    /// What the template wrote at a message; null where that is nothing. What it adds at the end belongs to the last message.
    private Span turn(int message) {
        List<Span> turns = turns(message);
        if (turns.isEmpty() && content(message).isEmpty()) return null;
        if (turns.size() != 1) throw new UserError("the chat template writes message " + message + " "
                + (turns.isEmpty() ? "outside of a loop over the messages" : "in " + turns.size() + " places")
                + ", so what the assistant wrote cannot be told from the rest" + REMEDY);
        boolean isLast = message == conversation.messages().size() - 1;
        return isLast ? new Span(turns.getFirst().start(), end) : turns.getFirst();
    }

    private List<Span> turns(int message) {
        return rendered.rounds().stream().filter(round -> round.message() == message).map(Round::span).filter(span -> span.length() > 0).toList();
    }

    /// A template that looks ahead may write another's words, such as the result of a tool, into the assistant's turn.
    /// Whether it does is seen by other words in their place.
    private void refuseOthersWords(int message) {
        if (content(message).isEmpty() || !turns(message).isEmpty()) return;
        Rendered changed = template.render(conversation.withContent(message, PROBE), false);
        if (changed.rounds().stream().anyMatch(round -> isAssistant(round.message()) && changed.text(round.span()).contains(PROBE))) throw new UserError(
                "the chat template writes message " + message + " into a turn of the assistant, so what the assistant wrote cannot be told from the rest"
                + REMEDY);
    }

    private int start(int message, Span turn) {
        String text = rendered.text(turn);
        String prompt = generationPrompt(message);
        int at = promptStart(text, prompt, content(message));
        int given = at + sharedWords(text.substring(at), prompt);
        int from = turn.start() + text.codePointCount(0, at);
        int to = turn.start() + text.codePointCount(0, given);
        return seam(from, to);
    }

    /// Where the generation prompt begins: first thing in the turn, or behind what a template puts in front of a message,
    /// such as a system text; but not where the answer itself quotes it.
    private static int promptStart(String text, String prompt, String content) {
        int at = text.indexOf(prompt);
        int said = content.isEmpty() ? -1 : text.indexOf(content);
        return at < 0 || said >= 0 && said <= at ? 0 : at;
    }

    /// How much of the prompt the turn begins with. A template may leave out the prompt's end (`<think>`) in an answer that is done;
    /// what both go on with may then be alike in a few letters, which are not counted.
    private static int sharedWords(String text, String prompt) {
        if (text.startsWith(prompt)) return prompt.length();
        int length = 0;
        while (length < text.length() && text.charAt(length) == prompt.charAt(length)) length++;
        while (length > 0 && ">]\n".indexOf(text.charAt(length - 1)) < 0) length--;
        return length;
    }

    /// A line feed or `<think>` that the template writes together with the answer, in one statement, counts as the assistant's:
    /// `{% generation %}` can only stand between statements, and TRL's training templates have it there.
    private int seam(int from, int to) {
        int last = rendered.seams().stream().filter(seam -> seam > from && seam <= to).reduce(to, (_, seam) -> seam);
        return rendered.text(new Span(last, to)).replace("<think>", "").isBlank() ? last : to;
    }

    /// What the model would be given at this place of the conversation to answer after. Templates may refuse a conversation
    /// that is only begun; then it is what stands at the end of the whole.
    private String generationPrompt(int message) {
        try {
            Rendered before = template.render(conversation.before(message), true);
            if (!before.rounds().isEmpty()) return afterLastRound(before);
        } catch (UserError refused) {
            return afterLastRound(template.render(conversation, true));
        }
        return afterLastRound(template.render(conversation, true));
    }

    private static String afterLastRound(Rendered rendered) {
        int end = rendered.rounds().stream().mapToInt(round -> round.span().end()).max().orElseThrow();
        return rendered.text().substring(rendered.text().offsetByCodePoints(0, end));
    }
}
