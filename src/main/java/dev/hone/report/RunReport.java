package dev.hone.report;

import dev.hone.hub.AtomicFile;
import dev.hone.hub.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A run told on one page that needs nothing else: no network, no other file, and no script to be read.
/// @param title   what was done
/// @param about   the same in a sentence or two
/// @param figures the few numbers that matter most
public record RunReport(String title, String about, Ending ending, List<Fact> figures, List<Section> sections) {
    public void write(Path file) {
        AtomicFile.writeText(file, page());
    }

    /// The page as a text.
    public String page() {
        Html html = new Html().verbatim("<!DOCTYPE html>\n");
        try (var _ = html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml")) {
            head(html);
            try (var _ = html.open("body")) {
                header(html);
                try (var _ = html.open("main")) {
                    for (Section section : sections) section(html, section);
                }
                html.element("footer", "Made by Hone. Everything on this page is inside this file.");
                html.verbatim("<script>").verbatim(resource("report.js")).verbatim("</script>");
            }
        }
        return html.toString();
    }

    /// The policy allows Hone's own style and script by their hashes and nothing else: should a text of a model or of data ever
    /// get past the escaping, a browser would neither run nor load anything that it asks for.
    private void head(Html html) {
        String style = resource("report.css");
        try (var _ = html.open("head")) {
            html.leaf("meta", "charset", "utf-8");
            html.leaf("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; base-uri 'none'; form-action 'none'; "
                    + "style-src " + hash(style) + "; script-src " + hash(resource("report.js")));
            html.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
            html.leaf("meta", "name", "color-scheme", "content", "light dark");
            html.element("title", title);
            html.verbatim("<style>").verbatim(style).verbatim("</style>");
        }
    }

    private void header(Html html) {
        try (var _ = html.open("header")) {
            html.element("p", "Hone report", "class", "label");
            html.element("h1", title, "dir", "auto").element("p", about, "class", "about", "dir", "auto");
            try (var _ = html.open("p", "class", "ending " + ending.kind().name().toLowerCase(Locale.ROOT))) {
                html.element("strong", ending.kind().sign + " " + ending.kind().word).text(" " + ending.words());
            }
            try (var _ = html.open("dl", "class", "figures")) {
                for (Fact figure : figures) figure(html, figure);
            }
            try (var _ = html.open("nav", "aria-label", "Parts of the report"); var _ = html.open("ul")) {
                for (Section section : sections) {
                    try (var _ = html.open("li")) {
                        html.element("a", section.title(), "href", "#" + Section.id(section.title()));
                    }
                }
            }
        }
    }

    private static void figure(Html html, Fact figure) {
        try (var _ = html.open("div")) {
            html.element("dt", figure.name()).element("dd", figure.value());
            if (!figure.note().isEmpty()) html.element("dd", figure.note(), "class", "quiet");
        }
    }

    private static void section(Html html, Section section) {
        try (var _ = html.open("section", "id", Section.id(section.title()), "aria-labelledby", Section.id(section.title()) + "-title")) {
            html.element("h2", section.title(), "id", Section.id(section.title()) + "-title");
            section.write(html);
        }
    }

    private static String hash(String content) {
        byte[] sha256 = Sha256.begin().digest(content.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    }

    private static String resource(String name) {
        try (InputStream in = RunReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
