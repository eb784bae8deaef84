package dev.hone.eval.instruction;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonJson;
import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// Marks that structure a response: bullets, sections, titles, placeholders.
final class Formats {
    private static final Pattern PLACEHOLDER = PythonPattern.of("\\[.*?\\]");
    private static final Pattern STAR_BULLET = PythonPattern.of("^\\s*\\*[^\\*].*$", Pattern.MULTILINE);
    private static final Pattern DASH_BULLET = PythonPattern.of("^\\s*-.*$", Pattern.MULTILINE);
    private static final Pattern ITALIC = PythonPattern.of("\\*[^\\n\\*]*\\*");
    private static final Pattern BOLD = PythonPattern.of("\\*\\*[^\\n\\*]*\\*\\*");
    private static final Pattern TITLE = PythonPattern.of("<<[^\\n]+>>");
    private static final List<String> ANSWERS = List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");

    private Formats() {}

    static Check placeholders(Item arguments) {
        int wanted = arguments.whole("num_placeholders");
        return response -> PLACEHOLDER.matcher(response).results().count() >= wanted;
    }

    static Check postscript(Item arguments) {
        String marker = PythonText.strip(arguments.text("postscript_marker"));
        Pattern pattern = pattern(arguments, "postscript_marker", switch (marker) {
            case "P.P.S" -> "\\s*p\\.\\s?p\\.\\s?s.*$";
            case "P.S." -> "\\s*p\\.\\s?s\\..*$";
            default -> "\\s*" + PythonText.lower(marker) + ".*$";
        });
        return response -> pattern.matcher(PythonText.lower(response)).find();
    }

    static boolean oneOfThreeAnswers(String response) {
        return ANSWERS.stream().anyMatch(response::contains);
    }

    /// JSON, bare or in a Markdown block.
    static boolean json(String response) {
        String text = PythonText.strip(response);
        for (String fence : List.of("```json", "```Json", "```JSON", "```")) text = PythonText.withoutPrefix(text, fence);
        return PythonJson.isValid(PythonText.strip(PythonText.withoutSuffix(text, "```")));
    }

    /// `SECTION 1 ... SECTION 2 ...`: as many as the splitter, with a number behind it, is found.
    static Check sections(Item arguments) {
        int wanted = arguments.whole("num_sections");
        Pattern splitter = pattern(arguments, "section_spliter", "\\s?" + PythonText.strip(arguments.text("section_spliter")) + "\\s?\\d+\\s?");
        return response -> splitter.matcher(response).results().count() >= wanted;
    }

    static Check bullets(Item arguments) {
        int wanted = arguments.whole("num_bullets");
        return response -> STAR_BULLET.matcher(response).results().count() + DASH_BULLET.matcher(response).results().count() == wanted;
    }

    /// `*italic*` and `**bold**` pieces with something in them.
    static Check highlights(Item arguments) {
        int wanted = arguments.whole("num_highlights");
        return response -> {
            Stream<String> italic = matches(ITALIC, response).map(piece -> PythonText.strip(piece, "*"));
            Stream<String> bold = matches(BOLD, response).map(piece -> PythonText.withoutSuffix(PythonText.withoutPrefix(piece, "**"), "**"));
            return Stream.concat(italic, bold).filter(piece -> !PythonText.isBlank(piece)).count() >= wanted;
        };
    }

    static boolean title(String response) {
        return matches(TITLE, response).map(title -> PythonText.stripRight(PythonText.stripLeft(title, "<"), ">")).anyMatch(title -> !PythonText.isBlank(title));
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group);
    }

    private static Pattern pattern(Item arguments, String field, String source) {
        try {
            return PythonPattern.of(source, Pattern.MULTILINE);
        } catch (PatternSyntaxException _) {
            throw arguments.wrong(field, "a regular expression");
        }
    }
}
