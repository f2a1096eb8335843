package io.panoptoupload.worker.fault;

import java.time.Duration;

/** Says in words how far this machine's clock is off. */
public final class ClockDifference {
    /** A smaller one does no harm: signatures of S3 allow 15 minutes, Kafka an hour. */
    private static final Duration TOLERATED = Duration.ofMinutes(5);

    private ClockDifference() {}

    public static boolean isTolerated(Duration ahead) {
        return ahead.abs().compareTo(TOLERATED) <= 0;
    }

    /**
     * For example "this machine's clock is 2 h 3 min behind Kafka's".
     *
     * @param ahead of this machine's clock; negative when it is behind
     * @param whose clock it is compared with
     */
    public static String describe(Duration ahead, String whose) {
        Duration off = ahead.abs();
        String time =
                off.toMinutes() == 0
                        ? off.toSeconds() + " s"
                        : off.toHours() == 0
                                ? off.toMinutes() + " min"
                                : "%d h %d min".formatted(off.toHours(), off.toMinutesPart());
        return "this machine's clock is %s %s %s"
                .formatted(time, ahead.isNegative() ? "behind" : "ahead of", whose);
    }
}
