package io.panoptoupload.worker.operator;

import java.util.function.Predicate;

/**
 * Reads the feed and shows what is new, until what is followed has ended, or Kafka was away for too
 * long ({@link CommandFault}).
 */
final class WatchLoop {
    private final OutcomeFeed feed;
    private final KafkaPresence kafka;
    private final EventDisplay display;

    WatchLoop(OutcomeFeed feed, KafkaPresence kafka, EventDisplay display) {
        this.feed = feed;
        this.kafka = kafka;
        this.display = display;
    }

    /**
     * Until every one of these requests has ended, or the command is interrupted. An end that is
     * read before the feed has caught up may have been followed by another attempt. What cannot be
     * shown any more is not followed to its end, and has not been done as far as anybody knows.
     */
    int until(RequestTracker tracker) {
        boolean over = false;
        while (!over && display.isSeen()) {
            boolean caughtUp = feed.caughtUp();
            show(tracker::follows, tracker::isNews);
            over = caughtUp && tracker.allEnded();
        }
        int exit = tracker.exit();
        return !over && exit == Exit.DONE ? Exit.FAILED : exit;
    }

    /** Everything, until the command is interrupted. */
    int forever() {
        while (display.isSeen()) {
            show(_ -> true, _ -> true);
        }
        return Exit.DONE;
    }

    private void show(Predicate<String> wanted, Predicate<OutcomeFeed.ReceivedEvent> isNews) {
        feed.poll(wanted).stream().filter(isNews).forEach(display::show);
        display.tick();
        kafka.tick(display::note);
    }
}
