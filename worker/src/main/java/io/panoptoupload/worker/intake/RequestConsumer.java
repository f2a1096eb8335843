package io.panoptoupload.worker.intake;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

import java.time.Duration;

/** The consumer of the request topic: one member of the group, on one thread. */
final class RequestConsumer {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHUTDOWN = Duration.ofSeconds(8);
    private static final Duration AUTHENTICATION_PAUSE = Duration.ofSeconds(10);

    private final KafkaMessageListenerContainer<byte[], byte[]> container;

    /**
     * @param factory of the consumer; it is told of polls and measured
     * @param ownership hears of partitions and gets what is fetched
     * @param work done around each poll
     * @param lastResort called when the consumer ends without being told to
     */
    RequestConsumer(
            DefaultKafkaConsumerFactory<byte[], byte[]> factory,
            String topic,
            String groupId,
            Ownership ownership,
            PollThread.Work work,
            MeterRegistry meters,
            RequestIntake.LastResort lastResort) {
        factory.addPostProcessor(new PollThread(work)::wrap);
        factory.addListener(new MicrometerConsumerListener<>(meters));
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId(groupId);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        properties.setPollTimeout(POLL.toMillis());
        properties.setPollTimeoutWhilePaused(POLL);
        properties.setShutdownTimeout(SHUTDOWN.toMillis());
        properties.setAuthExceptionRetryInterval(AUTHENTICATION_PAUSE);
        properties.setConsumerRebalanceListener(ownership);
        // Nothing is acknowledged: the position lives in the journal.
        BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]> listener =
                (records, _, _) -> ownership.records(records);
        properties.setMessageListener(listener);
        container = new KafkaMessageListenerContainer<>(factory, properties);
        container.setBeanName("requests");
        container.setApplicationEventPublisher(event -> told(event, lastResort));
    }

    void start() {
        container.start();
    }

    void stop() {
        container.stop();
    }

    /** Without a consumer the worker would be alive and silent. */
    private static void told(Object event, RequestIntake.LastResort lastResort) {
        if (event instanceof ConsumerStoppedEvent stopped
                && stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
            lastResort.endProcess(
                    "the consumer of the requests ended by itself (%s)"
                            .formatted(stopped.getReason()));
        }
    }
}
