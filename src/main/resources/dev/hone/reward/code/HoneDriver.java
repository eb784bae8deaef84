import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls a method of the class Solution with arguments that arrive as JSON, and writes what it returned; driver.py has the words.
/// Arguments become what the method's parameters are: numbers, texts, characters, arrays, lists, sets, maps.
public final class HoneDriver {
    public static void main(String[] none) throws Exception {
        String question = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        PrintStream channel = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        Map<?, ?> asked = (Map<?, ?>) new Reader(question).value();
        if (!"call".equals(asked.get("kind"))) throw new IllegalArgumentException("programs of Java are tested by calls, not by a " + asked.get("kind"));
        for (Object test : (List<?>) asked.get("tests")) {
            try {
                Object value = call((String) asked.get("function"), (List<?>) test);
                StringBuilder line = new StringBuilder("{\"value\": ");
                channel.println(write(value, line) ? line.append('}') : "{\"unlike\": \"" + value.getClass().getName() + "\"}");
            } catch (InvocationTargetException e) {
                e.getCause().printStackTrace();
                channel.println("{\"failed\": \"error\"}");
                break;
            }
        }
        channel.flush();
        System.exit(0);
    }

    private static Object call(String function, List<?> arguments) throws Exception {
        Class<?> type = Class.forName("Solution");
        for (Method method : type.getDeclaredMethods()) {
            if (!method.getName().equals(function) || method.getParameterCount() != arguments.size()) continue;
            method.setAccessible(true);
            Object[] values = new Object[arguments.size()];
            for (int i = 0; i < values.length; i++) values[i] = as(method.getGenericParameterTypes()[i], arguments.get(i));
            Object solution = null;
            if (!Modifier.isStatic(method.getModifiers())) {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                solution = constructor.newInstance();
            }
            return method.invoke(solution, values);
        }
        throw new NoSuchMethodException("Solution." + function + " with " + arguments.size() + " parameters");
    }

    private static Object as(Type type, Object value) {
        if (value == null) return null;
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (Map.class.isAssignableFrom(raw)) {
                Map<Object, Object> map = new LinkedHashMap<>();
                ((Map<?, ?>) value).forEach((key, item) -> map.put(as(of[0], key), as(of[1], item)));
                return map;
            }
            Collection<Object> items = Set.class.isAssignableFrom(raw) ? new LinkedHashSet<>() : new ArrayList<>();
            for (Object item : (List<?>) value) items.add(as(of[0], item));
            return items;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isArray()) {
            List<?> list = (List<?>) value;
            Object array = Array.newInstance(plain.getComponentType(), list.size());
            for (int i = 0; i < list.size(); i++) Array.set(array, i, as(plain.getComponentType(), list.get(i)));
            return array;
        }
        if (plain == int.class || plain == Integer.class) return number(value).intValueExact();
        if (plain == long.class || plain == Long.class) return number(value).longValueExact();
        if (plain == double.class || plain == Double.class) return number(value).doubleValue();
        if (plain == float.class || plain == Float.class) return number(value).floatValue();
        if (plain == short.class || plain == Short.class) return number(value).shortValueExact();
        if (plain == byte.class || plain == Byte.class) return number(value).byteValueExact();
        if (plain == BigInteger.class) return number(value).toBigIntegerExact();
        if (plain == char.class || plain == Character.class) return ((String) value).charAt(0);
        return value;
    }

    private static BigDecimal number(Object value) {
        return value instanceof String text ? new BigDecimal(text) : (BigDecimal) value;
    }

    /// Returns whether JSON has words for the value.
    private static boolean write(Object value, StringBuilder to) {
        switch (value) {
            case null -> to.append("null");
            case Boolean truth -> to.append(truth);
            case Number number -> to.append(number);
            case CharSequence text -> quote(text, to);
            case Character character -> quote(character.toString(), to);
            case Map<?, ?> map -> {
                String comma = "{";
                for (var entry : map.entrySet()) {
                    to.append(comma);
                    quote(String.valueOf(entry.getKey()), to);
                    to.append(": ");
                    if (!write(entry.getValue(), to)) return false;
                    comma = ", ";
                }
                to.append(map.isEmpty() ? "{}" : "}");
            }
            case Collection<?> items -> {
                return writeAll(items, to);
            }
            case Object array when array.getClass().isArray() -> {
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < Array.getLength(array); i++) items.add(Array.get(array, i));
                return writeAll(items, to);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean writeAll(Collection<?> items, StringBuilder to) {
        String comma = "";
        to.append('[');
        for (Object item : items) {
            to.append(comma);
            if (!write(item, to)) return false;
            comma = ", ";
        }
        to.append(']');
        return true;
    }

    private static void quote(CharSequence text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127 && c != '"' && c != '\\') to.append(c);
            else to.append(String.format("\\u%04x", (int) c));
        }
        to.append('"');
    }

    /// Reads JSON that is known to be right.
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object value() {
            skip();
            return switch (text.charAt(at)) {
                case '{' -> map();
                case '[' -> list();
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private Object map() {
            Map<String, Object> map = new LinkedHashMap<>();
            while (next('}')) {
                skip();
                String key = string();
                skip();
                at++;       // the colon
                map.put(key, value());
            }
            return map;
        }

        private Object list() {
            List<Object> list = new ArrayList<>();
            while (next(']')) list.add(value());
            return list;
        }

        /// Passes an opening bracket or a comma; false at the end.
        private boolean next(char end) {
            skip();
            if (text.charAt(at) != end) at++;
            skip();
            if (text.charAt(at) != end) return true;
            at++;
            return false;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                if (text.charAt(at) != '\\') {
                    string.append(text.charAt(at));
                    continue;
                }
                char escaped = text.charAt(++at);
                switch (escaped) {
                    case 'n' -> string.append('\n');
                    case 't' -> string.append('\t');
                    case 'r' -> string.append('\r');
                    case 'b' -> string.append('\b');
                    case 'f' -> string.append('\f');
                    case 'u' -> {
                        string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                        at += 4;
                    }
                    default -> string.append(escaped);
                }
            }
            at++;
            return string.toString();
        }

        private Object word(String word, Object value) {
            at += word.length();
            return value;
        }

        private Object number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
            return new BigDecimal(text.substring(from, at));
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        }
    }
}
