package io.panoptoupload.worker.app;

import io.panoptoupload.worker.transfer.BandwidthLimit;
import io.panoptoupload.worker.transfer.Timetable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Logs which limit of bandwidth holds, whenever another one does. */
final class BandwidthNotice {
    private static final Logger log = LoggerFactory.getLogger(BandwidthNotice.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

    private final BandwidthLimit limit;
    private final ZoneId zone;
    private String last = "this worker's transfers: unlimited";

    BandwidthNotice(BandwidthLimit limit, ZoneId zone) {
        this.limit = limit;
        this.zone = zone;
    }

    void check() {
        String now = describe(limit.now());
        if (!now.equals(last)) {
            log.info("{}", now);
            last = now;
        }
    }

    String describe(BandwidthLimit.Now now) {
        String rate = TimetableText.format(now.bytesPerSecond());
        if (now.isShare()) {
            return "this worker's transfers: %s per second, its share of worker.total-bandwidth, %s for %d workers%s"
                    .formatted(
                            rate,
                            TimetableText.format(now.total().bytesPerSecond()),
                            now.workers(),
                            until(now.total()));
        }
        return "this worker's transfers: %s%s"
                .formatted(
                        rate.equals("unlimited") ? rate : rate + " per second (worker.bandwidth)",
                        until(now.own()));
    }

    private String until(Timetable.Hold hold) {
        return hold.until() == null
                ? ""
                : ", until %s (%s)".formatted(TIME.format(hold.until().atZone(zone)), zone.getId());
    }
}
