package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.UploadEntry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/** Bytes as people read them: decimal units, as Panopto and disks have them. */
final class ByteText {
    private static final long STEP = 1000;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteText() {}

    static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP) {
            value /= STEP;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(
                        Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** How much of how much; empty if nothing is known. */
    static String of(long sent, @Nullable Long total) {
        if (total != null) {
            return sent >= total ? of(total) : "%s of %s".formatted(of(sent), of(total));
        }
        return sent > 0 ? of(sent) : "";
    }

    /** The same, and how much of it is not sent again if the worker dies. */
    static String of(long sent, @Nullable Long confirmed, @Nullable Long total) {
        String text = of(sent, total);
        return confirmed == null || confirmed >= sent
                ? text
                : "%s, %s confirmed".formatted(text, of(confirmed));
    }

    /** How fast, and for how long yet. */
    static String of(UploadEntry.Rate rate) {
        String text = of(rate.bytesPerSecond()) + "/s";
        return rate.secondsLeft() == null
                ? text
                : "%s, %s left"
                        .formatted(text, Times.length(Duration.ofSeconds(rate.secondsLeft())));
    }
}
