package dev.hone.token.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Filters on texts. A value that is no text is printed first.
final class TextFilters {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern BEFORE_WORD = Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern BAD_KEY = Pattern.compile("[\\s/>=]");

    private TextFilters() { }

    static void addTo(Map<String, Filters.Filter> all) {
        for (String name : List.of("upper", "lower", "capitalize")) all.put(name, (value, arguments) -> method(value, name, arguments));
        all.put("trim", (value, arguments) -> method(value, "strip", new Arguments(List.of(), named(arguments.bind("trim", 0, "chars")))));
        Filters.addPlain(all, "title", value -> keepingMarkup(value, TextFilters::title));
        all.put("center", TextFilters::center);
        all.put("replace", TextFilters::replace);
        all.put("format", TextFilters::format);
        all.put("indent", TextFilters::indent);
        all.put("truncate", TextFilters::truncate);
        all.put("wordwrap", TextFilters::wrap);
        Filters.addPlain(all, "wordcount", value -> WORD.matcher(Printed.text(value)).results().count());
        Filters.addPlain(all, "escape", value -> Markup.escape(value));
        Filters.addPlain(all, "e", value -> Markup.escape(value));
        Filters.addPlain(all, "forceescape", value -> Markup.escape(Printed.text(value)));
        Filters.addPlain(all, "striptags", value -> stripTags(Printed.text(value)));
        Filters.addPlain(all, "urlencode", value -> urlEncode(value));
        all.put("xmlattr", TextFilters::xmlAttributes);
        all.put("filesizeformat", TextFilters::fileSize);
        Filters.addPlain(all, "pprint", value -> Printed.repr(value));
        all.put("urlize", (_, _) -> { throw TemplateError.failed("the filter urlize is for web pages and not supported"); });
    }

    private static Map<String, Object> named(Arguments.Bound chars) {
        Map<String, Object> named = new java.util.HashMap<>();
        named.put("chars", chars.get(0, null));
        return named;
    }

    private static Object textOf(Object value) {
        return Types.isText(value) ? value : Printed.text(value);
    }

    private static Object method(Object value, String name, Arguments arguments) {
        return TextMethods.find(textOf(value), name).call(arguments);
    }

    private static Object keepingMarkup(Object value, java.util.function.UnaryOperator<String> change) {
        String changed = change.apply(Printed.text(value));
        return value instanceof Markup ? new Markup(changed) : changed;
    }

    private static String title(String text) {
        var result = new StringBuilder();
        Matcher before = BEFORE_WORD.matcher(text);
        int from = 0;
        while (before.find()) {
            word(text.substring(from, before.start()), result);
            result.append(before.group());
            from = before.end();
        }
        word(text.substring(from), result);
        return result.toString();
    }

    private static void word(String word, StringBuilder into) {
        if (word.isEmpty()) return;
        int first = word.offsetByCodePoints(0, 1);
        into.append(word.substring(0, first).toUpperCase(Locale.ROOT)).append(word.substring(first).toLowerCase(Locale.ROOT));
    }

    private static Object center(Object value, Arguments arguments) {
        long width = arguments.bind("center", 0, "width").integer(0, 80);
        return keepingMarkup(value, text -> TextMethods.center(text, width, " "));
    }

    private static Object replace(Object value, Arguments arguments) {
        var given = arguments.bind("replace", 2, "old", "new", "count");
        String text = Printed.text(value);
        Budget.text(text.length());
        return Strings.replace(text, Printed.text(given.get(0)), Printed.text(given.get(1)),
                given.get(2, null) == null ? -1 : given.integer(2, -1));
    }

    private static Object format(Object value, Arguments arguments) {
        boolean hasNamed = !arguments.named().isEmpty();
        if (hasNamed && !arguments.positional().isEmpty()) {
            throw TemplateError.failed("can't handle positional and keyword arguments at the same time");
        }
        var names = new Dict();
        arguments.named().forEach(names::put);
        return PercentFormat.fill(textOf(value), hasNamed ? names : new Tuple(arguments.positional()));
    }

    private static Object indent(Object value, Arguments arguments) {
        var given = arguments.bind("indent", 0, "width", "first", "blank");
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (!Types.isText(value)) throw TemplateError.failed("indent needs a text, not " + Types.name(value));
        String by = given.has(0) && Types.isText(given.get(0)) ? given.text(0) : Strings.repeat(" ", given.integer(0, 4));
        boolean blank = given.flag(2, false);
        List<String> lines = Strings.lines(Types.asText(value) + "\n", false);
        List<String> indented = new ArrayList<>(lines.size());
        for (String line : lines) {
            boolean indents = indented.isEmpty() ? given.flag(1, false) : blank || !line.isEmpty();
            indented.add(indents ? by + line : line);
        }
        String result = Strings.join("\n", indented);
        return value instanceof Markup ? new Markup(result) : result;
    }

    private static Object truncate(Object value, Arguments arguments) {
        var given = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
        String end = given.has(2) ? given.text(2) : "...";
        long length = given.integer(0, 255);
        long leeway = given.get(3, null) == null ? 5 : given.integer(3, 5);
        int endLength = Strings.length(end);
        if (length < endLength || leeway < 0) throw TemplateError.failed("expected length >= " + endLength + ", got " + length);
        long size = Iteration.length(value);
        if (size <= length + leeway) return value;
        if (!Types.isText(value)) throw TemplateError.failed("truncate needs a text, not " + Types.name(value));
        String cut = Strings.part(Types.asText(value), 0, (int) (length - endLength));
        return (given.flag(1, false) ? cut : Strings.split(cut, " ", 1, true).getFirst()) + end;
    }

    /// Breaks lines at spaces so that none is wider than asked; words that are too long are cut.
    private static Object wrap(Object value, Arguments arguments) {
        var given = arguments.bind("wordwrap", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens");
        if (!Types.isText(value)) throw TemplateError.failed("wordwrap needs a text, not " + Types.name(value));
        int width = Math.clamp(given.integer(0, 79), 0, 1 << 20);
        if (width == 0) throw TemplateError.failed("invalid width 0 (must be > 0)");
        String separator = given.get(2, null) == null ? "\n" : given.text(2);
        List<String> lines = new ArrayList<>();
        for (String line : Strings.lines(Types.asText(value), false)) {
            lines.add(String.join(separator, wrapped(line, width, given.flag(1, true), given.flag(3, true))));
        }
        return Strings.join(separator, lines);
    }

    private static List<String> wrapped(String line, int width, boolean cutsWords, boolean atHyphens) {
        Pattern chunk = Pattern.compile(atHyphens ? "\\s+|[^\\s-]*\\w-(?=\\w)|[^\\s-]+(?:-+[^\\s-]*)?|-+\\S*" : "\\s+|\\S+");
        List<String> chunks = new ArrayList<>(chunk.matcher(line).results().map(java.util.regex.MatchResult::group).toList());
        List<String> lines = new ArrayList<>();
        while (!chunks.isEmpty()) {
            if (!lines.isEmpty() && Strings.isBlank(chunks.getFirst())) chunks.removeFirst();
            var current = new StringBuilder();
            while (!chunks.isEmpty() && current.length() + chunks.getFirst().length() <= width) current.append(chunks.removeFirst());
            if (!chunks.isEmpty() && chunks.getFirst().length() > width) cutLongWord(chunks, current, width, cutsWords);
            String done = Strings.stripEnd(current.toString());
            if (!done.isEmpty()) lines.add(done);
            Budget.step();
        }
        return lines;
    }

    private static void cutLongWord(List<String> chunks, StringBuilder current, int width, boolean cutsWords) {
        String word = chunks.removeFirst();
        int room = Math.max(1, width - current.length());
        if (cutsWords) {
            current.append(word, 0, room);
            chunks.addFirst(word.substring(room));
        } else if (current.isEmpty()) {
            current.append(word);
        } else {
            chunks.addFirst(word);
        }
    }

    private static String stripTags(String text) {
        String without = text.replaceAll("(?s)<!--.*?-->|<[^>]*>", "");
        String spaced = String.join(" ", Strings.splitAtSpace(without, -1, false));
        return spaced.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"").replace("&quot;", "\"")
                .replace("&#39;", "'").replace("&nbsp;", "\u00a0").replace("&amp;", "&");
    }

    private static Object urlEncode(Object value) {
        if (Types.isText(value) || !Iteration.isPossible(value)) return quoted(value, "/", "%20");
        List<String> pairs = new ArrayList<>();
        for (Object pair : Iteration.list(value instanceof Dict dict ? new DictView(dict, DictView.Part.ITEMS) : value)) {
            List<Object> parts = Iteration.list(pair);
            if (parts.size() != 2) throw TemplateError.failed("urlencode needs pairs of key and value");
            pairs.add(quoted(parts.get(0), "", "+") + "=" + quoted(parts.get(1), "", "+"));
        }
        return Strings.join("&", pairs);
    }

    private static String quoted(Object value, String allowed, String space) {
        var result = new StringBuilder();
        for (byte unit : Printed.text(value).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (unit & 0xff);
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || allowed.indexOf(c) >= 0;
            if (plain) result.append(c);
            else result.append(c == ' ' ? space : String.format("%%%02X", (int) c));
        }
        return result.toString();
    }

    private static Object xmlAttributes(Object value, Arguments arguments) {
        boolean leadsWithSpace = arguments.bind("xmlattr", 0, "autospace").flag(0, true);
        if (!(value instanceof Dict dict)) throw TemplateError.failed("xmlattr needs a dict, not " + Types.name(value));
        List<String> parts = new ArrayList<>();
        Iterator<Object> values = dict.values().iterator();
        for (Object key : dict.keys()) {
            Object attribute = values.next();
            if (attribute == null || attribute instanceof Undefined) continue;
            if (!Types.isText(key) || BAD_KEY.matcher(Types.asText(key)).find()) {
                throw TemplateError.failed("Invalid character in attribute name: " + Printed.repr(key));
            }
            parts.add(Markup.escape(key).text() + "=\"" + Markup.escape(attribute).text() + "\"");
        }
        return (leadsWithSpace && !parts.isEmpty() ? " " : "") + Strings.join(" ", parts);
    }

    private static Object fileSize(Object value, Arguments arguments) {
        boolean binary = arguments.bind("filesizeformat", 0, "binary").flag(0, false);
        Double size = Numbers.isNumber(value) ? (Double) Numbers.real(value) : Types.isText(value) ? Numbers.parseFloat(Types.asText(value)) : null;
        if (size == null) throw TemplateError.failed("filesizeformat needs a number, not " + Types.name(value));
        double base = binary ? 1024 : 1000;
        if (size == 1) return "1 Byte";
        if (size < base) return (long) (double) size + " Bytes";
        double unit = base;
        int prefix = 0;
        while (prefix < 7 && size >= unit * base) {
            unit *= base;
            prefix++;
        }
        return FormatSpec.digits(size / unit, 'f', 1, false) + " " + (binary ? "KMGTPEZY" : "kMGTPEZY").charAt(prefix) + (binary ? "iB" : "B");
    }
}
