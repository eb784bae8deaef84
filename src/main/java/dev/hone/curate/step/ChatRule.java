package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.text.TextShape;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.text.Languages;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What can be wrong with an answer.
enum ChatRule {
    /// Nothing is said.
    EMPTY {
        @Override Optional<String> wrong(Candidate row) {
            return found(row.text(Part.ANSWER).isBlank() && !calls(row), "the answer is empty");
        }
    },
    /// After the system's message the user and the assistant take turns, tools answer calls, and the assistant has the last word.
    ROLE_ORDER {
        @Override Optional<String> wrong(Candidate row) {
            return found(messages(row).stream().anyMatch(messages -> !inTurn(messages)), "the roles do not take turns");
        }
    },
    /// It stops in the middle: a block of code is not closed, or a long last line ends without a mark.
    TRUNCATED {
        @Override Optional<String> wrong(Candidate row) {
            return found(stopsInTheMiddle(row.text(Part.ANSWER)), "the answer stops in the middle");
        }
    },
    /// It says that it will not or cannot help.
    REFUSAL {
        @Override Optional<String> wrong(Candidate row) {
            return found(REFUSALS.matcher(row.text(Part.ANSWER).strip()).lookingAt(), "the answer is a refusal");
        }
    },
    /// It goes round in circles.
    REPETITION {
        @Override Optional<String> wrong(Candidate row) {
            TextShape answer = TextShape.of(row.text(Part.ANSWER));
            return found(answer.words().size() >= LONG && answer.shareOfRepeatedGroups(GROUP) > MOST_REPEATED, "the answer repeats itself");
        }
    },
    /// All of an answer of some length stands in the prompt already.
    LEAKED {
        @Override Optional<String> wrong(Candidate row) {
            List<String> answer = TextShape.words(row.text(Part.ANSWER));
            return found(answer.size() >= SENTENCE && String.join(" ", TextShape.words(row.text(Part.PROMPT))).contains(String.join(" ", answer)), "the prompt contains the answer");
        }
    },
    /// Prompt and answer, both of some length, are in different languages.
    LANGUAGE {
        @Override Optional<String> wrong(Candidate row) {
            String prompt = row.text(Part.PROMPT), answer = row.text(Part.ANSWER);
            return found(Math.min(prompt.length(), answer.length()) >= TELLING && !Languages.of(prompt).equals(Languages.of(answer)), "the answer is in another language");
        }
    };

    /// Words from which on an answer can be said to repeat itself; words of a group that is repeated, and the largest part of repeated ones.
    private static final int LONG = 20, GROUP = 5;
    private static final double MOST_REPEATED = 0.3;
    /// Words of a line that is prose, and not an entry of a list.
    private static final int SENTENCE = 8;
    /// Characters by which a language can be told.
    private static final int TELLING = 40;
    private static final Pattern REFUSALS = Pattern.compile("(?i)(?:(?:i['’]?m|i am|we['’]?re) (?:very |so |really )?sorry|sorry|i apologi[sz]e|unfortunately|my apologies)?"
            + "[,.!:]? ?(?:but |however,? )?(?:(?:as|being) an? (?:ai|artificial intelligence|large language model|language model)\\b"
            + "|i (?:can['’]?t|cannot|can not|won['’]?t|will not|am unable to|am not able to|do not feel comfortable|don['’]?t feel comfortable|must decline)\\b|i['’]m (?:unable|not able) to\\b)");

    /// @return what is wrong, in words that stay the same for all rows; empty where nothing is
    abstract Optional<String> wrong(Candidate row);

    private static Optional<String> found(boolean wrong, String words) {
        return wrong ? Optional.of(words) : Optional.empty();
    }

    private static boolean stopsInTheMiddle(String answer) {
        String text = answer.strip();
        if (text.split("(?m)^\\s*```", -1).length % 2 == 0) return true;
        String last = text.substring(text.lastIndexOf('\n') + 1);
        if (TextShape.words(last).size() < SENTENCE) return false;
        int end = last.codePointBefore(last.length());
        return Character.isLetterOrDigit(end) && !Character.isIdeographic(end) || ",;-–(".indexOf(end) >= 0;
    }

    /// The conversations of a row, each to its end: two of a pair, none of plain texts.
    private static List<ArrayNode> messages(Candidate row) {
        return switch (row.example()) {
            case Example.Chat(Conversation chat) -> List.of(chat.messages());
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> List.of(prompt.with(completion).messages());
            case Example.ChatVerdict(Conversation prompt, ArrayNode completion, _) -> List.of(prompt.with(completion).messages());
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, _) -> prompt == null
                    ? List.of(chosen.messages(), rejected.messages()) : List.of(prompt.with(chosen.messages()).messages(), prompt.with(rejected.messages()).messages());
            default -> List.of();
        };
    }

    private static boolean calls(Candidate row) {
        return messages(row).stream().anyMatch(messages -> !messages.get(messages.size() - 1).path("tool_calls").isEmpty());
    }

    private static boolean inTurn(ArrayNode messages) {
        String before = "system";
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asString("");
            boolean right = switch (role) {
                case "system", "developer" -> i == 0;
                case "user" -> before.equals("system") || before.equals("assistant");
                case "assistant" -> before.equals("user") || before.equals("tool");
                case "tool" -> before.equals("tool") || before.equals("assistant") && called(messages.get(i - 1));
                default -> false;
            };
            if (!right) return false;
            before = role.equals("developer") ? "system" : role;
        }
        return before.equals("assistant");
    }

    private static boolean called(JsonNode message) {
        return !message.path("tool_calls").isEmpty();
    }
}
