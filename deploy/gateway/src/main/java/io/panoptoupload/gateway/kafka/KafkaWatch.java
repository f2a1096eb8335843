package io.panoptoupload.gateway.kafka;

import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks Kafka for the workers' topics every few seconds: neither a consumer nor a producer
 * distinguishes brokers that are away from brokers that have nothing new.
 */
public final class KafkaWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration ASKED_POLL = Duration.ofMillis(100);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(12);
    private static final Logger log = LoggerFactory.getLogger(KafkaWatch.class);

    private final Installation installation;
    private final InstantSource clock;
    private final Background thread = new Background("kafka-watch", this::watch);
    private volatile Map<String, TopicState> topics = Map.of();
    private volatile @Nullable Instant lastResponse;
    private final CountDownLatch askedOnce = new CountDownLatch(1);
    private volatile boolean away;

    public KafkaWatch(Installation installation, InstantSource clock) {
        this.installation = installation;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /**
     * Waits until Kafka was asked for the first time, whether it responded or not.
     *
     * @param waiting for as long as it is not closed
     */
    public void awaitFirst(Background waiting) throws InterruptedException {
        boolean asked = false;
        while (!asked && !waiting.isClosed()) {
            asked = askedOnce.await(ASKED_POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    public TopicSettings names() {
        return installation.topics();
    }

    /** Whether Kafka has responded lately. */
    public boolean isReachable() {
        Instant last = lastResponse;
        return last != null && clock.instant().isBefore(last.plus(RESPONSE_TIMEOUT));
    }

    /** A topic as it was when Kafka responded last; empty if it was absent, or never asked for. */
    public Optional<TopicState> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    /**
     * The same, for callers that cannot go on without the topic.
     *
     * @throws KafkaUnavailable if Kafka does not respond, or has no such topic
     */
    public TopicState required(String name) {
        if (!isReachable()) {
            throw new KafkaUnavailable("Kafka does not respond; try again later.");
        }
        return topic(name)
                .orElseThrow(() ->
                        new KafkaUnavailable(
                                "The topic %s does not exist; a worker creates it when it starts."
                                        .formatted(name)));
    }

    /** Until something fails; the next time begins with a new client. */
    private void watch(Background self) throws InterruptedException {
        try (Closing admin = new Closing(installation.clients().admin())) {
            while (!self.isClosed()) {
                topics = describe(admin.client());
                lastResponse = clock.instant();
                askedOnce.countDown();
                if (away) {
                    away = false;
                    log.info("Kafka responds again");
                }
                self.pause(INTERVAL);
            }
        } catch (KafkaException e) {
            if (!away) {
                away = true;
                log.warn(
                        "Kafka at {} does not respond ({}); it is asked again every few seconds",
                        installation.brokers(),
                        e.getMessage());
            }
        } finally {
            askedOnce.countDown();
        }
    }

    private record Closing(Admin client) implements AutoCloseable {
        @Override
        public void close() {
            client.close(Duration.ZERO);
        }
    }

    private Map<String, TopicState> describe(Admin admin) throws InterruptedException {
        Map<String, TopicState> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                admin.describeTopics(names().names()).topicNameValues().entrySet()) {
            try {
                TopicDescription topic = KafkaResponse.of(each.getValue());
                found.put(
                        each.getKey(),
                        new TopicState(
                                each.getKey(),
                                topic.topicId().toString(),
                                topic.partitions().size()));
            } catch (UnknownTopicOrPartitionException e) {
                log.debug("topic {} does not exist yet", each.getKey());
            }
        }
        return Map.copyOf(found);
    }

    @Override
    public void close() {
        thread.close();
    }
}
