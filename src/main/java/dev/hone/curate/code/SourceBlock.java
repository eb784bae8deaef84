package dev.hone.curate.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A fenced block of a text whose language is named and known.
public record SourceBlock(SourceLanguage language, String source) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^[ \\t]*```[ \\t]*([\\w+#-]+)[^\\n]*\\n(.*?)^[ \\t]*```[ \\t]*$");

    /// The blocks of a Markdown text, in order. One that is not closed is none.
    public static List<SourceBlock> in(String text) {
        List<SourceBlock> blocks = new ArrayList<>();
        for (Matcher found = BLOCK.matcher(text); found.find(); ) {
            String source = found.group(2).stripTrailing().stripIndent();
            named(found.group(1)).ifPresent(language -> blocks.add(new SourceBlock(language, source)));
        }
        return blocks;
    }

    private static Optional<SourceLanguage> named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "java" -> Optional.of(SourceLanguage.JAVA);
            case "json" -> Optional.of(SourceLanguage.JSON);
            case "python", "py", "python3" -> Optional.of(SourceLanguage.PYTHON);
            default -> Optional.empty();
        };
    }
}
