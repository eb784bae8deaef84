package dev.hone.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/// The methods of Python's `str`.
final class TextMethods {
    /// Methods whose result is Markup again when the text was.
    private static final Set<String> KEEP_MARKUP = Set.of("capitalize", "casefold", "center", "expandtabs", "format", "format_map", "join",
            "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rjust", "rpartition", "rsplit", "rstrip",
            "split", "splitlines", "strip", "swapcase", "title", "upper", "zfill");

    private TextMethods() { }

    /// The method of that name bound to a text, or null.
    static Callable find(Object receiver, String name) {
        String text = Types.asText(receiver);
        boolean isMarkup = receiver instanceof Markup;
        Callable method = method(text, name, isMarkup);
        if (method == null) return null;
        return arguments -> {
            Budget.text(text.length());
            Object result = method.call(arguments);
            return isMarkup && KEEP_MARKUP.contains(name) ? marked(result) : result;
        };
    }

    private static Object marked(Object result) {
        return switch (result) {
            case String text -> new Markup(text);
            case List<?> list -> new ArrayList<Object>(list.stream().map(TextMethods::marked).toList());
            case Tuple(List<Object> items, _) -> new Tuple(items.stream().map(TextMethods::marked).toList());
            case null, default -> result;
        };
    }

    private static Callable method(String text, String name, boolean isMarkup) {
        return switch (name) {
            case "upper" -> plain(text, name, t -> t.toUpperCase(Locale.ROOT));
            case "lower" -> plain(text, name, t -> t.toLowerCase(Locale.ROOT));
            case "casefold" -> plain(text, name, TextMethods::foldCase);
            case "capitalize" -> plain(text, name, TextMethods::capitalize);
            case "title" -> plain(text, name, TextMethods::title);
            case "swapcase" -> plain(text, name, TextMethods::swapCase);
            case "strip" -> arguments -> strip(text, name, arguments, true, true);
            case "lstrip" -> arguments -> strip(text, name, arguments, true, false);
            case "rstrip" -> arguments -> strip(text, name, arguments, false, true);
            case "split" -> arguments -> split(text, name, arguments, false);
            case "rsplit" -> arguments -> split(text, name, arguments, true);
            case "splitlines" -> arguments -> list(Strings.lines(text, arguments.bind(name, 0, "keepends").flag(0, false)));
            case "partition" -> arguments -> partition(text, arguments.bind(name, 1, "sep").text(0), false);
            case "rpartition" -> arguments -> partition(text, arguments.bind(name, 1, "sep").text(0), true);
            case "replace" -> arguments -> replace(text, arguments, isMarkup);
            case "removeprefix" -> arguments -> {
                String prefix = arguments.bind(name, 1, "prefix").text(0);
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            };
            case "removesuffix" -> arguments -> {
                String suffix = arguments.bind(name, 1, "suffix").text(0);
                return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            };
            case "startswith" -> arguments -> beginsOrEnds(text, name, arguments, true);
            case "endswith" -> arguments -> beginsOrEnds(text, name, arguments, false);
            case "find" -> arguments -> find(text, name, arguments, false, false);
            case "rfind" -> arguments -> find(text, name, arguments, true, false);
            case "index" -> arguments -> find(text, name, arguments, false, true);
            case "rindex" -> arguments -> find(text, name, arguments, true, true);
            case "count" -> arguments -> count(text, arguments);
            case "join" -> arguments -> join(text, arguments, isMarkup);
            case "center" -> arguments -> pad(text, name, arguments);
            case "ljust" -> arguments -> pad(text, name, arguments);
            case "rjust" -> arguments -> pad(text, name, arguments);
            case "zfill" -> arguments -> zeroFill(text, arguments.bind(name, 1, "width").integer(0, 0));
            case "expandtabs" -> arguments -> expandTabs(text, arguments.bind(name, 0, "tabsize").integer(0, 8));
            case "format" -> arguments -> BraceFormat.fill(text, arguments, isMarkup);
            case "format_map" -> arguments -> BraceFormat.fillFrom(text, arguments.bind(name, 1, "mapping").get(0), isMarkup);
            default -> question(text, name);
        };
    }

    /// The methods that ask about all characters: `isdigit()` ...
    private static Callable question(String text, String name) {
        return switch (name) {
            case "isalpha" -> all(text, name, Character::isLetter);
            case "isdigit" -> all(text, name, TextMethods::isDigit);
            case "isdecimal" -> all(text, name, Character::isDigit);
            case "isnumeric" -> all(text, name, TextMethods::isNumeric);
            case "isalnum" -> all(text, name, c -> Character.isLetter(c) || isNumeric(c));
            case "isspace" -> all(text, name, Strings::isSpace);
            case "isascii" -> bare(name, () -> text.codePoints().allMatch(c -> c < 0x80));
            case "isprintable" -> bare(name, () -> text.codePoints().allMatch(Strings::isPrintable));
            case "islower" -> bare(name, () -> isLower(text));
            case "isupper" -> bare(name, () -> isUpper(text));
            case "istitle" -> bare(name, () -> isTitle(text));
            case "isidentifier" -> bare(name, () -> !text.isEmpty() && (text.codePointAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                    && text.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c)));
            default -> null;
        };
    }

    private static Callable plain(String text, String name, UnaryOperator<String> change) {
        return bare(name, () -> change.apply(text));
    }

    private static Callable bare(String name, java.util.function.Supplier<Object> result) {
        return arguments -> {
            arguments.bind(name, 0);
            return result.get();
        };
    }

    private static Callable all(String text, String name, IntPredicate property) {
        return bare(name, () -> !text.isEmpty() && text.codePoints().allMatch(property));
    }

    private static boolean isDigit(int c) {
        return Character.isDigit(c) || "\u00b2\u00b3\u00b9".indexOf(c) >= 0 || c >= 0x2070 && c <= 0x2089 && c != 0x2071
                || c >= 0x2460 && c <= 0x2468 || c >= 0x2474 && c <= 0x247c || c >= 0x2488 && c <= 0x2490;
    }

    private static boolean isNumeric(int c) {
        return isDigit(c) || Character.getType(c) == Character.OTHER_NUMBER || Character.getType(c) == Character.LETTER_NUMBER
                || "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u842c\u4e07\u5104\u4ebf\u96f6\u3007".indexOf(c) >= 0;
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    private static boolean isTitle(String text) {
        boolean any = false;
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
            boolean lower = Character.isLowerCase(c);
            if (upper && inWord || lower && !inWord) return false;
            inWord = upper || lower;
            any |= inWord;
        }
        return any;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) return text;
        String first = text.substring(0, text.offsetByCodePoints(0, 1));
        // Lowered as a whole: a sigma looks different at the end of a word.
        return titled(first) + text.toLowerCase(Locale.ROOT).substring(first.toLowerCase(Locale.ROOT).length());
    }

    private static String foldCase(String text) {
        return text.replace("\u00df", "ss").toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
    }

    private static String lowered(int[] points, int at) {
        boolean endsWord = points[at] == '\u03a3' && at > 0 && Character.isLetter(points[at - 1])
                && (at + 1 == points.length || !Character.isLetter(points[at + 1]));
        return endsWord ? "\u03c2" : Character.toString(points[at]).toLowerCase(Locale.ROOT);
    }

    private static String titled(String character) {
        int c = Character.toTitleCase(character.codePointAt(0));
        if (c != character.codePointAt(0)) return Character.toString(c);
        // A character such as sharp s has no capital of its own but becomes several.
        return capitalOfSeveral(character.toUpperCase(Locale.ROOT), character);
    }

    private static String capitalOfSeveral(String upper, String character) {
        return Strings.length(upper) <= 1 ? character : upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        var result = new StringBuilder();
        boolean inWord = false;
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            result.append(inWord ? lowered(points, i) : titled(Character.toString(c)));
            inWord = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
        }
        return result.toString();
    }

    private static String swapCase(String text) {
        var result = new StringBuilder();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            result.append(Character.isUpperCase(points[i]) ? lowered(points, i) : Character.toString(points[i]).toUpperCase(Locale.ROOT));
        }
        return result.toString();
    }

    private static Object strip(String text, String name, Arguments arguments, boolean start, boolean end) {
        var given = arguments.bind(name, 0, "chars");
        String characters = given.get(0, null) == null ? null : given.text(0);
        String result = text;
        if (start) result = characters == null ? Strings.stripStart(result) : Strings.stripStart(result, characters);
        if (end) result = characters == null ? Strings.stripEnd(result) : Strings.stripEnd(result, characters);
        return result;
    }

    private static Object split(String text, String name, Arguments arguments, boolean fromRight) {
        var given = arguments.bind(name, 0, "sep", "maxsplit");
        long most = given.integer(1, -1);
        return list(given.get(0, null) == null ? Strings.splitAtSpace(text, most, fromRight)
                : Strings.split(text, given.text(0), most, fromRight));
    }

    private static List<Object> list(List<String> parts) {
        Budget.elements(parts.size());
        return new ArrayList<>(parts);
    }

    private static Object partition(String text, String separator, boolean last) {
        if (separator.isEmpty()) throw TemplateError.failed("empty separator");
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) return new Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
        return new Tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    private static Object replace(String text, Arguments arguments, boolean isMarkup) {
        var given = arguments.bind("replace", 2, "old", "new", "count");
        String replacement = isMarkup ? Markup.escape(given.get(1)).text() : given.text(1);
        return Strings.replace(text, given.text(0), replacement, given.integer(2, -1));
    }

    /// The part of a text that optional start and end arguments leave; null when the start lies beyond the end.
    private static String window(String text, Arguments.Bound given, int startAt) {
        if (given.get(startAt, null) == null && given.get(startAt + 1, null) == null) return text;
        int length = Strings.length(text);
        long start = given.get(startAt, null) == null ? 0 : fromEnd(given.integer(startAt, 0), length);
        long end = given.get(startAt + 1, null) == null ? length : Math.min(fromEnd(given.integer(startAt + 1, 0), length), length);
        return start > end ? null : Strings.part(text, (int) start, (int) end);
    }

    private static long fromEnd(long index, int length) {
        return index < 0 ? Math.max(0, index + length) : index;
    }

    private static Object beginsOrEnds(String text, String name, Arguments arguments, boolean begins) {
        var given = arguments.bind(name, 1, "prefix", "start", "end");
        List<?> wanted = given.get(0) instanceof Tuple tuple ? tuple.items() : java.util.Collections.singletonList(given.get(0));
        String window = window(text, given, 1);
        for (Object affix : wanted) {
            String part = Types.asText(affix);
            if (part == null) throw TemplateError.failed(name + " first arg must be str or a tuple of str, not " + Types.name(affix));
            if (window != null && (begins ? window.startsWith(part) : window.endsWith(part))) return true;
        }
        return false;
    }

    private static Object find(String text, String name, Arguments arguments, boolean last, boolean mustExist) {
        var given = arguments.bind(name, 1, "sub", "start", "end");
        String window = window(text, given, 1);
        String part = given.text(0);
        int at = window == null ? -1 : last ? window.lastIndexOf(part) : window.indexOf(part);
        if (at < 0 && mustExist) throw TemplateError.failed("substring not found");
        long start = given.get(1, null) == null ? 0 : fromEnd(given.integer(1, 0), Strings.length(text));
        return at < 0 ? -1L : start + Strings.codePointOffset(window, at);
    }

    private static Object count(String text, Arguments arguments) {
        var given = arguments.bind("count", 1, "sub", "start", "end");
        String window = window(text, given, 1);
        String part = given.text(0);
        if (window == null) return 0L;
        if (part.isEmpty()) return Strings.length(window) + 1L;
        long found = 0;
        for (int i = window.indexOf(part); i >= 0; i = window.indexOf(part, i + part.length())) found++;
        return found;
    }

    private static Object join(String separator, Arguments arguments, boolean isMarkup) {
        List<Object> values = Iteration.list(arguments.bind("join", 1, "iterable").get(0));
        List<String> parts = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Object value = isMarkup ? Markup.escape(values.get(i)) : values.get(i);
            if (!Types.isText(value)) throw TemplateError.failed(
                    "sequence item " + i + ": expected str instance, " + Types.name(value) + " found");
            parts.add(Types.asText(value));
        }
        return Strings.join(separator, parts);
    }

    private static Object pad(String text, String name, Arguments arguments) {
        var given = arguments.bind(name, 1, "width", "fillchar");
        String fill = given.has(1) ? given.text(1) : " ";
        if (Strings.length(fill) != 1) throw TemplateError.failed("The fill character must be exactly one character long");
        long width = given.integer(0, 0);
        return switch (name) {
            case "ljust" -> Strings.pad(text, width, fill, 0);
            case "rjust" -> Strings.pad(text, width, fill, 1);
            default -> center(text, width, fill);
        };
    }

    /// Python puts the odd place to the left when the width is odd.
    static String center(String text, long width, String fill) {
        long missing = width - Strings.length(text);
        if (missing <= 0) return text;
        long before = missing / 2 + (missing & width & 1);
        return Strings.repeat(fill, before) + text + Strings.repeat(fill, missing - before);
    }

    private static Object zeroFill(String text, long width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        return (signed ? text.substring(0, 1) : "") + Strings.pad(digits, width - (signed ? 1 : 0), "0", 1);
    }

    private static Object expandTabs(String text, long size) {
        var result = new StringBuilder();
        long column = 0;
        for (int c : text.codePoints().toArray()) {
            if (c == '\t') {
                long spaces = size > 0 ? size - column % size : 0;
                result.append(Strings.repeat(" ", spaces));
                column += spaces;
            } else {
                result.appendCodePoint(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
            Budget.size(result.length());
        }
        return result.toString();
    }
}
