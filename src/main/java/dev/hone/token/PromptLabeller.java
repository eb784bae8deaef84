package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Makes ids of prompts that a model is to answer. Can be used from many threads.
public final class PromptLabeller {
    private static final String PROMPT = "prompt";

    private final Encoder encoder;
    private final int most;
    private final Function<ObjectNode, ArrayNode> tools;

    /// @param template for conversations; empty for a model that reads plain texts only
    /// @param eosToken in place of the tokenizer's own; null for that
    /// @param most     tokens that a prompt may have; longer ones are dropped, as a part of a question is another question
    /// @param tools    that a model is offered for a row, by its columns without the prompt; null for the row's own
    /// @throws UserError when `eos_token` is no token
    public PromptLabeller(Tokenizer tokenizer, Optional<ChatTemplate> template, String eosToken, int most, Function<ObjectNode, ArrayNode> tools) {
        this.encoder = Encoder.of(tokenizer, template, eosToken);
        this.most = most;
        this.tools = tools;
    }

    /// @throws UserError when there is no chat template, it refuses the conversation, or the row is no prompt
    public LabelledPrompt label(Row row, Example example) {
        ObjectNode columns = row.fields().deepCopy().without(PROMPT);
        int[] ids = ids(tools == null ? example : withTools(example, columns));
        var prompt = new TokenPrompt(ids, asked(row.fields(), ids), columns);
        return new LabelledPrompt(prompt, ids.length == 0 ? Optional.of(DropReason.PROMPT_EMPTY)
                : ids.length > most ? Optional.of(DropReason.PROMPT_TOO_LONG_TO_ANSWER) : Optional.empty());
    }

    private Example withTools(Example example, ObjectNode columns) {
        if (!(example instanceof Example.ChatPrompt(Conversation conversation))) throw new UserError(
                "the prompt is no list of messages, and a model is shown the tools of an environment by its chat template; expected messages");
        return new Example.ChatPrompt(new Conversation(conversation.messages(), tools.apply(columns), conversation.variables()));
    }

    private int[] ids(Example example) {
        return switch (example) {
            case Example.TextPrompt(String text) -> encoder.text(text);
            case Example.ChatPrompt(Conversation conversation) -> encoder.chat(unanswered(conversation), true);
            case Example.IdsPrompt(int[] ids) -> encoder.known(ids, "prompt_ids");
            case Example.Text _, Example.Chat _, Example.TextCompletion _, Example.ChatCompletion _, Example.Ids _, Example.TextPreference _,
                 Example.ChatPreference _, Example.IdsPreference _, Example.TextVerdict _, Example.ChatVerdict _ -> throw new UserError(
                    "this row is no prompt to be answered; reinforcement learning takes a column prompt, a text or messages, or prompt_ids");
        };
    }

    private static Conversation unanswered(Conversation conversation) {
        ArrayNode messages = conversation.messages();
        if (!messages.isEmpty() && messages.get(messages.size() - 1).path("role").asString("").equals("assistant")) throw new UserError(
                "the prompt ends with a message of the assistant, which answers it already; take that message out");
        return conversation;
    }

    /// What rewards are told was asked.
    private JsonNode asked(ObjectNode fields, int[] ids) {
        JsonNode prompt = fields.get(PROMPT);
        return prompt instanceof StringNode || prompt instanceof ArrayNode ? prompt : fields.stringNode(encoder.tokenizer().decode(ids, true));
    }
}
