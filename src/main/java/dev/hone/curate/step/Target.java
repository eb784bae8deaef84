package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Texts;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A format that rows can be converted to. Of a pair the better answer counts where one is wanted; an answer that is bad is none.
enum Target {
    MESSAGES {
        @Override List<Example> of(Candidate row) {
            if (row.example() instanceof Example.Chat) return List.of(row.example());
            return answered(row).stream().<Example>map(one -> new Example.Chat(whole(one))).toList();
        }
    },
    PROMPT_COMPLETION {
        @Override List<Example> of(Candidate row) {
            return answered(row);
        }
    },
    PROMPT_ONLY {
        @Override List<Example> of(Candidate row) {
            return List.of(Question.of(row).unanswered());
        }
    },
    PREFERENCE {
        @Override List<Example> of(Candidate row) {
            return row.example() instanceof Example.TextPreference || row.example() instanceof Example.ChatPreference ? List.of(row.example()) : List.of();
        }
    },
    UNPAIRED_PREFERENCE {
        @Override List<Example> of(Candidate row) {
            return switch (row.example()) {
                case Example.TextVerdict _, Example.ChatVerdict _ -> List.of(row.example());
                case Example.TextPreference(String prompt, String chosen, String rejected, _) when prompt != null ->
                        List.of(new Example.TextVerdict(prompt, chosen, true), new Example.TextVerdict(prompt, rejected, false));
                case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, _) when prompt != null ->
                        List.of(new Example.ChatVerdict(prompt, chosen.messages(), true), new Example.ChatVerdict(prompt, rejected.messages(), false));
                default -> List.of();
            };
        }
    },
    TEXT {
        @Override List<Example> of(Candidate row) {
            return switch (row.example()) {
                case Example.Text _ -> List.of(row.example());
                case Example.TextCompletion(String prompt, String completion) -> List.of(new Example.Text(prompt + completion));
                default -> throw new UserError(row.where() + ": cannot become plain text, as what stands between messages is a matter of a chat template (hone render)");
            };
        }
    };

    /// @return what a row becomes, one after another; nothing where it has nothing of the kind
    abstract List<Example> of(Candidate row);

    /// The row's question with its good answer, if it has one.
    private static List<Example> answered(Candidate row) {
        return switch (row.example()) {
            case Example.TextVerdict(_, _, boolean good) when !good -> List.of();
            case Example.ChatVerdict(_, _, boolean good) when !good -> List.of();
            default -> completion(row);
        };
    }

    /// The row's question with its answer, if it has one, good or bad: with all messages of it, calls of tools and their results among them. Of a pair the better one.
    static List<Example> completion(Candidate row) {
        return switch (row.example()) {
            case Example.TextCompletion _, Example.ChatCompletion _ -> List.of(row.example());
            case Example.Text _, Example.TextPrompt _, Example.ChatPrompt _ -> List.of();
            case Example.Chat(Conversation chat) -> completion(chat);
            case Example.ChatVerdict(Conversation prompt, ArrayNode said, _) -> List.of(new Example.ChatCompletion(prompt, said));
            case Example.ChatPreference(Conversation prompt, Conversation chosen, _, _) ->
                    prompt == null ? completion(chosen) : List.of(new Example.ChatCompletion(prompt, chosen.messages()));
            default -> List.of(Question.of(row).answered(row.text(Part.ANSWER)));
        };
    }

    private static List<Example> completion(Conversation chat) {
        int answer = Texts.answer(chat);
        ArrayNode completion = JsonNodeFactory.instance.arrayNode();
        chat.messages().valueStream().skip(answer).forEach(completion::add);
        return answer == 0 || completion.isEmpty() ? List.of() : List.of(new Example.ChatCompletion(chat.before(answer), completion));
    }

    private static Conversation whole(Example completion) {
        return switch (completion) {
            case Example.ChatCompletion(Conversation prompt, ArrayNode said) -> prompt.with(said);
            case Example.TextCompletion(String prompt, String said) -> {
                ArrayNode messages = JsonNodeFactory.instance.arrayNode();
                messages.addObject().put("role", "user").put("content", prompt);
                yield new Conversation(messages.addAll(Texts.said(said)), null, JsonNodeFactory.instance.objectNode());
            }
            default -> throw new IllegalStateException(completion + " is no prompt with a completion");
        };
    }
}
