package dev.hone.report;

import java.util.List;
import java.util.function.Predicate;

/// Every setting as the run used it: those that somebody chose in sight, those at their defaults one click away.
public record ResolvedSettings(List<Setting> settings) implements Section {
    @Override public String title() {
        return "Settings";
    }

    @Override public void write(Html html) {
        List<Setting> chosen = settings.stream().filter(Setting::changed).toList();
        List<Setting> others = settings.stream().filter(Predicate.not(Setting::changed)).toList();
        if (chosen.isEmpty()) html.element("p", "Every setting has its default.");
        else table(html, "Changed from the default", chosen);
        if (others.isEmpty()) return;
        try (var _ = html.open("details")) {
            html.element("summary", "At their defaults: " + others.size());
            table(html, "Not changed", others);
        }
    }

    private static void table(Html html, String caption, List<Setting> settings) {
        boolean changed = settings.getFirst().changed();
        try (var _ = html.open("table", "class", "settings")) {
            html.element("caption", caption);
            try (var _ = html.open("thead"); var _ = html.open("tr")) {
                html.element("th", "Setting", "scope", "col").element("th", "Value", "scope", "col");
                if (changed) html.element("th", "Default", "scope", "col");
            }
            try (var _ = html.open("tbody")) {
                for (Setting setting : settings) {
                    try (var _ = html.open("tr")) {
                        html.element("th", setting.name(), "scope", "row").element("td", setting.value());
                        if (changed) html.element("td", setting.standard(), "class", "quiet");
                    }
                }
            }
        }
    }
}
