package dev.hone.report;

import java.util.List;
import java.util.Locale;

/// What a check found before the run began, or what went wrong while it ran.
public record Findings(String title, List<Finding> findings) implements Section {
    public enum Level {
        REFUSAL("✕", "Refused"), WARNING("▲", "Warning"), NOTE("•", "Note");

        private final String sign;
        private final String word;

        Level(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }
    }

    /// @param what   what was found
    /// @param remedy what to do about it, empty for nothing
    public record Finding(Level level, String what, String remedy) {}

    @Override public void write(Html html) {
        if (findings.isEmpty()) html.element("p", "Nothing was found.");
        else try (var _ = html.open("ul", "class", "findings")) {
            for (Finding finding : findings) write(html, finding);
        }
    }

    private static void write(Html html, Finding finding) {
        try (var _ = html.open("li", "class", finding.level.name().toLowerCase(Locale.ROOT))) {
            html.element("strong", finding.level.sign + " " + finding.level.word).text(" ").text(finding.what);
            if (!finding.remedy.isEmpty()) html.element("p", finding.remedy);
        }
    }
}
