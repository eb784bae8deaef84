package dev.hone.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server answered, after redirects. Close it, or its connection stays.
/// @param own  whether the endpoint itself answered, rather than a storage host that it named
/// @param hash the content's hash by the endpoint's headers; empty if it gave none
record Answer(int status, HttpHeaders headers, URI uri, boolean own, String hash, TimedBody body) implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern RESET = Pattern.compile(";\\s*t=(\\d{1,9})");

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /// An `ETag` without quotes and the mark of a weak one.
    static String bare(String etag) {
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }

    /// First byte that this answer holds: 0 for a whole file.
    long firstByte() {
        Matcher range = RANGE.matcher(header("Content-Range"));
        return status == 206 && range.matches() ? Long.parseLong(range.group(1)) : 0;
    }

    /// The whole file's size as this answer states it.
    OptionalLong wholeSize() {
        Matcher range = RANGE.matcher(header("Content-Range"));
        if (status == 206) return range.matches() && !range.group(3).equals("*")
                ? OptionalLong.of(Long.parseLong(range.group(3))) : OptionalLong.empty();
        return headers.firstValueAsLong("Content-Length");
    }

    /// How long the server wants to be left alone, from Retry-After (seconds or a date) or the hub's RateLimit header.
    Optional<Duration> wait(ZonedDateTime now) {
        String text = header("Retry-After").strip();
        if (text.matches("\\d{1,9}")) return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        Matcher reset = RESET.matcher(header("RateLimit"));
        if (text.isEmpty()) return status == 429 && reset.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(reset.group(1)))) : Optional.empty();
        try {
            Duration until = Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /// The whole body, if it is not longer than `most`.
    byte[] bytes(Duration stall, int most) throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        for (ByteBuffer piece = body.next(stall); piece != null; piece = body.next(stall)) {
            if (out.size() + piece.remaining() > most) throw new HubFailure("the answer of " + uri.getHost() + " is longer than " + Sizes.text(most));
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            out.write(copy);
        }
        return out.toByteArray();
    }

    @Override public void close() {
        body.close();
    }
}
