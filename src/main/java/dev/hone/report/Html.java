package dev.hone.report;

/// Writes HTML that is well-formed XML too. Every text and every attribute is escaped on its way in, so no caller can forget it.
/// An element that holds others is opened in a `try` and closed by its end, so that the code has the shape of the page:
/// ```java
/// try (var _ = html.open("tr")) {
///     html.element("th", name, "scope", "row").element("td", value);
/// }
/// ```
/// Attributes are given as names and values in turn.
public final class Html {
    /// An open element; closing it writes its end.
    public interface Open extends AutoCloseable {
        @Override void close();
    }

    private final StringBuilder out = new StringBuilder();

    public Open open(String tag, String... attributes) {
        start(tag, attributes).append('>');
        return () -> out.append("</").append(tag).append('>');
    }

    /// An element that holds a text only.
    public Html element(String tag, String text, String... attributes) {
        try (var _ = open(tag, attributes)) {
            return text(text);
        }
    }

    /// An element that never holds anything: `meta`, `path`.
    public Html leaf(String tag, String... attributes) {
        start(tag, attributes).append("/>");
        return this;
    }

    public Html text(String text) {
        escape(Visible.of(text), false);
        return this;
    }

    /// Takes what is HTML, CSS or JavaScript already; only for what is part of Hone.
    Html verbatim(String markup) {
        out.append(markup);
        return this;
    }

    @Override public String toString() {
        return out.toString();
    }

    private StringBuilder start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(Visible.of(attributes[i + 1]), true);
            out.append('"');
        }
        return out;
    }

    private void escape(String text, boolean inAttribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append(inAttribute ? "&#" + (int) c + ";" : String.valueOf(c));
                default -> out.append(c);
            }
        }
    }
}
