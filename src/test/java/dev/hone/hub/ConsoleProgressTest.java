package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.hub.ConsoleProgress.Style;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class ConsoleProgressTest {
    private final StringWriter shown = new StringWriter();
    private final AtomicLong clock = new AtomicLong();

    private ConsoleProgress progress(Style style) {
        return new ConsoleProgress(new PrintWriter(shown), style, clock::get);
    }

    @Test void theBarShowsBytesRateAndTimeLeft() {
        var progress = progress(Style.BAR);
        progress.begin("acme/tiny", 2, 100_000_000);
        progress.present(30_000_000);
        clock.set(Duration.ofSeconds(2).toNanos());
        progress.received(20_000_000);

        // 20 MB in 2 s is 10 MB/s; 50 MB are missing, so 5 s
        assertEquals("\r[############............]  50.0 MB of 100.0 MB  10.0 MB/s  0:05 left  0/2 files", shown.toString());
    }

    @Test void theBarIsRedrawnInItsPlaceAndRemoved() {
        var progress = progress(Style.BAR);
        progress.begin("acme/tiny", 1, 1000);
        progress.received(500);
        progress.received(400);
        progress.end();

        assertEquals(1, shown.toString().split("\\[#", -1).length - 1, "drawn once: no time went by");
        assertTrue(shown.toString().endsWith("\racme/tiny: 900 B fetched in 0:00" + System.lineSeparator()));
    }

    @Test void linesHaveNoControlCharacters() {
        var progress = progress(Style.LINES);
        progress.begin("acme/tiny", 1, 1000);
        progress.received(1000);
        progress.finished("config.json", 1000);
        assertEquals("config.json  1.0 kB" + System.lineSeparator(), shown.toString());
    }

    @Test void quietKeepsOnlyWhatMustBeKnown() {
        var progress = progress(Style.NOTES_ONLY);
        progress.begin("acme/tiny", 1, 1000);
        progress.received(1000);
        progress.finished("config.json", 1000);
        progress.end();
        assertEquals("", shown.toString());
        progress.note("using the copy");
        assertFalse(shown.toString().isEmpty());
    }

    @Test void sizesReadAsPeopleWriteThem() {
        assertEquals("999 B", Sizes.text(999));
        assertEquals("1.5 kB", Sizes.text(1_500));
        assertEquals("1.0 MB", Sizes.text(999_999));
        assertEquals("16.1 GB", Sizes.text(16_060_000_000L));
        assertEquals("1:02:03", Sizes.clock(Duration.ofSeconds(3723)));
    }
}
