package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whether Kafka is there while a command waits for events: a consumer cannot distinguish brokers
 * that are away from brokers that have nothing new, so they are asked now and then.
 */
final class KafkaPresence {
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final Duration MIN_NOTED = Duration.ofSeconds(10);
    private static final Duration NOTE_EVERY = Duration.ofSeconds(30);

    private final Supplier<? extends CompletionStage<?>> question;
    private final InstantSource clock;
    private final Duration timeout;
    private final Duration askEvery;
    private final String brokers;
    private Instant lastResponse;
    private Instant lastAsked;
    private Instant lastTick;
    private @Nullable Instant lastNote;
    private @Nullable CompletableFuture<?> asked;

    /**
     * @param question to the brokers; ends by itself whether they respond or not
     * @param clock that nobody sets
     * @param timeout how long they may be away until the command gives up
     */
    KafkaPresence(
            Supplier<? extends CompletionStage<?>> question,
            InstantSource clock,
            Duration timeout,
            String brokers) {
        this.question = question;
        this.clock = clock;
        this.timeout = timeout;
        Duration half = timeout.dividedBy(2);
        this.askEvery = half.compareTo(ASK_EVERY) < 0 ? half : ASK_EVERY;
        this.brokers = brokers;
        this.lastResponse = clock.instant();
        this.lastAsked = lastResponse;
        this.lastTick = lastResponse;
    }

    static KafkaPresence of(Connection connection, CommandContext context, Duration timeout) {
        return new KafkaPresence(
                connection::ask,
                SteadyClock.from(context.clock()),
                timeout,
                connection.installation().brokers());
    }

    /** What the command was at since the last call was to wait for brokers, in vain. */
    void wasWaitedFor() {
        lastTick = clock.instant();
    }

    /**
     * To be called some times a second.
     *
     * @param notes take a line when Kafka is away, and when it is back
     * @throws CommandFault when it was away for the time-out
     */
    void tick(Consumer<String> notes) {
        Instant now = clock.instant();
        Duration busy = Duration.between(lastTick, now);
        if (busy.compareTo(ASK_EVERY) > 0) {
            // The command was at something else, and nobody asked.
            lastResponse = lastResponse.plus(busy);
        }
        lastTick = now;
        ask(now, notes);
        Duration away = Duration.between(lastResponse, now);
        if (away.compareTo(timeout) >= 0) {
            throw CommandFault.noKafka(
                    "Kafka at %s has not responded for %s; gave up after --timeout %s. The uploads go on without this command."
                            .formatted(brokers, DurationText.of(away), DurationText.of(timeout)));
        }
        boolean due = lastNote == null || !now.isBefore(lastNote.plus(NOTE_EVERY));
        if (due && away.compareTo(MIN_NOTED) >= 0) {
            lastNote = now;
            notes.accept(
                    "Kafka at %s has not responded for %s; this command gives up after %s, the uploads do not"
                            .formatted(brokers, DurationText.of(away), DurationText.of(timeout)));
        }
    }

    private void ask(Instant now, Consumer<String> notes) {
        if (asked == null) {
            if (!now.isBefore(lastAsked.plus(askEvery))) {
                lastAsked = now;
                asked = question.get().toCompletableFuture();
            }
        } else if (asked.isDone()) {
            if (!asked.isCompletedExceptionally()) {
                responded(now, notes);
            }
            asked = null;
        }
    }

    private void responded(Instant now, Consumer<String> notes) {
        if (lastNote != null) {
            notes.accept(
                    "Kafka responds again, after %s"
                            .formatted(DurationText.of(Duration.between(lastResponse, now))));
            lastNote = null;
        }
        lastResponse = now;
    }
}
