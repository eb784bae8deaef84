package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example.ChatPreference;
import dev.hone.data.Example.IdsPreference;
import dev.hone.data.Example.TextPreference;

import tools.jackson.databind.node.ArrayNode;

import java.util.Arrays;

/// Finds the prompt of a preference that has none of its own: what both answers begin with, as TRL's `extract_prompt` does.
/// A space at the end of a text's prompt goes to the answers, since tokens begin with spaces. Where one answer is all of what the other
/// begins with, its last letter, message or token is left to it.
final class ImplicitPrompt {
    private ImplicitPrompt() { }

    /// The same preference with its prompt apart.
    static TextPreference split(TextPreference row) {
        if (row.prompt() != null) return row;
        int at = common(row.chosen(), row.rejected());
        return new TextPreference(row.chosen().substring(0, at), row.chosen().substring(at), row.rejected().substring(at), row.margin());
    }

    private static int common(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int at = 0;
        while (at < shorter && one.charAt(at) == other.charAt(at)) at++;
        if (at == shorter) return shorter == 0 ? 0 : wholeCharacters(one, shorter - 1);
        at = wholeCharacters(one, at);
        return at > 0 && one.charAt(at - 1) == ' ' ? at - 1 : at;
    }

    /// The place, or the one before it where it is in the middle of a character.
    private static int wholeCharacters(String text, int at) {
        return at > 0 && Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
    }

    static ChatPreference split(ChatPreference row) {
        if (row.prompt() != null) return row;
        ArrayNode chosen = row.chosen().messages();
        ArrayNode rejected = row.rejected().messages();
        int last = Math.min(chosen.size(), rejected.size()) - 1;
        int at = 0;
        while (at < last && chosen.get(at).equals(rejected.get(at))) at++;
        return new ChatPreference(row.chosen().before(at), from(row.chosen(), at), from(row.rejected(), at), row.margin());
    }

    private static Conversation from(Conversation whole, int message) {
        ArrayNode rest = whole.messages().arrayNode();
        for (int i = message; i < whole.messages().size(); i++) rest.add(whole.messages().get(i));
        return new Conversation(rest, whole.tools(), whole.variables());
    }

    static IdsPreference split(IdsPreference row) {
        if (row.prompt() != null) return row;
        int[] chosen = row.chosen();
        int[] rejected = row.rejected();
        int last = Math.min(chosen.length, rejected.length) - 1;
        int at = 0;
        while (at < last && chosen[at] == rejected[at]) at++;
        return new IdsPreference(Arrays.copyOf(chosen, at), Arrays.copyOfRange(chosen, at, chosen.length),
                Arrays.copyOfRange(rejected, at, rejected.length), row.margin());
    }
}
