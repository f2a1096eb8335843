package io.panoptoupload.worker.operator;

import org.apache.kafka.common.errors.RetriableException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads events some times a second, and looks through the directory every few seconds. Neither a
 * share that is away ends it nor, within the time-out, are brokers.
 */
final class FolderLoop {
    private final Path root;
    private final FolderWatch watch;
    private final KafkaPresence kafka;
    private final InstantSource clock;
    private final Duration pause;
    private final Output err;
    private Instant next;

    /**
     * @param clock that nobody sets, as that of {@code kafka}
     * @param pause between two looks
     */
    FolderLoop(
            Path root,
            FolderWatch watch,
            KafkaPresence kafka,
            InstantSource clock,
            Duration pause,
            Output err) {
        this.root = root;
        this.watch = watch;
        this.kafka = kafka;
        this.clock = clock;
        this.pause = pause;
        this.err = err;
        this.next = clock.instant();
    }

    /** Where events come from. */
    interface Events {
        /** Those of a moment, of the requests that matter. */
        List<OutcomeFeed.ReceivedEvent> poll(Predicate<String> wanted);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Once round it.
     *
     * @return whether the directory was looked through
     * @throws CommandFault when Kafka was away for the time-out
     */
    boolean turn(Events events, FolderWatch.Publishing publishing) throws InterruptedException {
        for (OutcomeFeed.ReceivedEvent each : events.poll(watch::follows)) {
            guarded(() -> watch.onEvent(each.event()));
        }
        kafka.tick(err::line);
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return false;
        }
        guarded(() -> watch.round(now, publishing));
        next = now.plus(pause);
        return true;
    }

    /**
     * What cannot be read or moved now, as when a share is away, and what brokers do not take, is
     * tried again next time.
     */
    private void guarded(Work work) throws InterruptedException {
        try {
            work.run();
        } catch (IOException e) {
            tryAgain(root.toString(), e);
        } catch (RetriableException e) {
            kafka.wasWaitedFor();
            tryAgain("Kafka", e);
        }
    }

    private void tryAgain(String what, Exception fault) {
        err.line(
                "%s: %s (%s); trying again"
                        .formatted(what, fault.getMessage(), fault.getClass().getSimpleName()));
    }
}
