package dev.hone.eval.instruction;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonText;
import java.util.List;
import java.util.regex.Pattern;

/// What a response as a whole is: how it begins and ends, and whether it is two responses.
final class Wholes {
    private static final Pattern SEPARATOR = Pattern.compile("******", Pattern.LITERAL);

    private Wholes() {}

    static Check repeatsPrompt(Item arguments) {
        String prompt = normal(arguments.text("prompt_to_repeat"));
        return response -> normal(response).startsWith(prompt);
    }

    static Check endsWith(Item arguments) {
        String phrase = normal(arguments.text("end_phrase"));
        return response -> PythonText.lower(PythonText.strip(PythonText.strip(response), "\"")).endsWith(phrase);
    }

    private static String normal(String text) {
        return PythonText.lower(PythonText.strip(text));
    }

    static boolean quoted(String response) {
        String text = PythonText.strip(response);
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    }

    /// Two different responses with `******` between them; what is before the first and behind the last may be blank.
    static boolean twoResponses(String response) {
        List<String> parts = List.of(SEPARATOR.split(response, -1));
        if (parts.size() > 2 && parts.subList(1, parts.size() - 1).stream().anyMatch(PythonText::isBlank)) return false;
        List<String> full = parts.stream().map(PythonText::strip).filter(part -> !part.isEmpty()).toList();
        return full.size() == 2 && !full.get(0).equals(full.get(1));
    }
}
