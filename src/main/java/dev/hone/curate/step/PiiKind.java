package dev.hone.curate.step;

import java.math.BigInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What tells of a person, and how it is found.
enum PiiKind {
    /// In the order in which they are masked: the digits of an account number look like those of a telephone.
    EMAIL("[\\w.%+'-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}", _ -> true),
    IBAN("\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\\b", PiiKind::isIban),
    CARD("(?<![\\d.])\\d(?:[ -]?\\d){12,18}(?![\\d.])", PiiKind::isCard),
    IP("(?<![\\d.])(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?!\\d|\\.\\d)", PiiKind::isPublic),
    PHONE("(?<![\\w.])(?:\\+\\d{1,3}(?:[ .-]?\\(?\\d{1,4}\\)?){2,6}|\\(\\d{3}\\) ?\\d{3}[ .-]\\d{4}|\\d{3}[.-]\\d{3}[.-]\\d{4})(?!\\w)", found -> digits(found).length() >= 9);

    private final Pattern pattern;
    private final Predicate<String> really;

    PiiKind(String pattern, Predicate<String> really) {
        this.pattern = Pattern.compile(pattern);
        this.really = really;
    }

    String masked(String text) {
        return pattern.matcher(text).replaceAll(found -> really.test(found.group()) ? "<" + name() + ">" : Matcher.quoteReplacement(found.group()));
    }

    private static String digits(String text) {
        return text.replaceAll("\\D", "");
    }

    /// The last digit checks the others: of every second one, doubled, the digits are added to the rest, which makes a multiple of 10.
    /// Source: ISO/IEC 7812-1, annex B.
    private static boolean isCard(String text) {
        String digits = digits(text);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = (digits.charAt(digits.length() - 1 - i) - '0') * (i % 2 + 1);
            sum += digit / 10 + digit % 10;
        }
        return sum % 10 == 0;
    }

    /// With its first four characters at the end and letters as 10 to 35, the number leaves 1 when divided by 97. Source: ISO 13616-1.
    private static boolean isIban(String text) {
        String packed = text.replace(" ", "");
        var number = new StringBuilder();
        for (char c : (packed.substring(4) + packed.substring(0, 4)).toCharArray()) number.append(Character.getNumericValue(c));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).equals(BigInteger.ONE);
    }

    /// Neither of this machine nor of a network at home, nor a version such as 1.2.3.4 with small numbers only.
    private static boolean isPublic(String address) {
        boolean home = address.matches("(?:10|127|0|192\\.168|169\\.254|172\\.(?:1[6-9]|2\\d|3[01]))\\..*");
        return !home && !address.matches("\\d(?:\\.\\d){3}");
    }
}
