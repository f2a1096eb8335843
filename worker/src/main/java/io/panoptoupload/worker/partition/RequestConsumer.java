package io.panoptoupload.worker.partition;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

import java.time.Duration;

/** The consumer of the request topic: one member of the group, on one thread. */
public final class RequestConsumer {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHUTDOWN = Duration.ofSeconds(8);

    /** The last resort when the intake has ended. */
    public interface LastResort {
        /** Exits the process with an error; its supervisor restarts it. */
        void endProcess(String why);
    }

    private final KafkaMessageListenerContainer<byte[], byte[]> container;

    /**
     * @param factory of the consumer, which is measured; its settings name the group
     * @param loop what is done round after round
     * @param lastResort called when the consumer ends without being stopped
     */
    public RequestConsumer(
            DefaultKafkaConsumerFactory<byte[], byte[]> factory,
            String topic,
            RequestLoop loop,
            MeterRegistry meters,
            LastResort lastResort) {
        factory.addListener(new MicrometerConsumerListener<>(meters));
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        // Otherwise the container may ask for positions first, and keep an assignment to itself.
        properties.setAssignmentCommitOption(ContainerProperties.AssignmentCommitOption.NEVER);
        properties.setPollTimeout(POLL.toMillis());
        properties.setPollTimeoutWhilePaused(POLL);
        properties.setShutdownTimeout(SHUTDOWN.toMillis());
        properties.setAuthExceptionRetryInterval(PollFaults.MAX_PAUSE);
        properties.setConsumerRebalanceListener(loop);
        properties.setMessageListener(loop);
        container = new KafkaMessageListenerContainer<>(factory, properties);
        container.setBeanName("requests");
        container.setBatchInterceptor(loop);
        container.setCommonErrorHandler(loop);
        container.setApplicationEventPublisher(event -> onEvent(event, loop, lastResort));
    }

    public void start() {
        container.start();
    }

    /** Releases all partitions: what was confirmed is recorded, and the next owner resumes. */
    public void stop() {
        container.stop();
    }

    private static void onEvent(Object event, RequestLoop loop, LastResort lastResort) {
        switch (event) {
            case ConsumerRetryAuthEvent refused -> loop.refused(refused.getReason());
            case ConsumerStoppedEvent stopped
                    when stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL ->
                    // Without a consumer the worker would be alive but take in nothing.
                    lastResort.endProcess(
                            "the consumer of the requests ended by itself (%s)"
                                    .formatted(stopped.getReason()));
            default -> {}
        }
    }
}
