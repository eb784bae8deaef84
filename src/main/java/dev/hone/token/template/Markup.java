package dev.hone.token.template;

/// Text that `|safe` marked as finished HTML: text added to it is escaped first, even though nothing else in a
/// chat template ever is. That is what Python's markupsafe does, and real templates depend on it.
record Markup(String text) {
    static Markup escape(Object value) {
        if (value instanceof Markup markup) return markup;
        return new Markup(escaped(Printed.text(value)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;").replace("\"", "&#34;");
    }
}
