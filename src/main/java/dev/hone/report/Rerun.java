package dev.hone.report;

/// The command that makes the run again.
public record Rerun(String command) implements Section {
    @Override public String title() {
        return "Run it again";
    }

    @Override public void write(Html html) {
        try (var _ = html.open("pre")) {
            html.element("code", command);
        }
    }
}
