package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

class RequestConsumerTest {
    private final IntakeBench bench = new IntakeBench();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger polls = new AtomicInteger();
    private Runnable beforePoll = () -> {};
    private final RequestConsumer consumer = consumer();

    @AfterEach
    void stop() {
        consumer.stop();
    }

    @Test
    void an_error_on_the_thread_that_polls_ends_the_process() {
        beforePoll =
                () -> {
                    throw new OutOfMemoryError("as a test of it");
                };
        consumer.start();
        await().untilAsserted(() ->
                assertThat(ends)
                        .singleElement()
                        .asString()
                        .startsWith("the consumer of the requests ended by itself"));
    }

    @Test
    void an_exception_in_the_work_around_a_poll_does_not_keep_it_from_polling() {
        beforePoll =
                () -> {
                    throw new IllegalStateException("a bug");
                };
        consumer.start();
        await().until(() -> polls.get() >= 2);
        assertThat(ends).isEmpty();
    }

    @Test
    void a_consumer_that_is_stopped_ends_nothing() {
        consumer.start();
        await().until(() -> polls.get() >= 1);
        consumer.stop();
        assertThat(ends).isEmpty();
    }

    private RequestConsumer consumer() {
        Ownership ownership =
                new Ownership(new Takeovers(), bench.engine, Runnable::run, bench.clock);
        PollThread.Work work =
                new PollThread.Work() {
                    @Override
                    public void beforePoll(Consumer<?, ?> polling) {
                        beforePoll.run();
                    }

                    @Override
                    public void polled() {
                        polls.incrementAndGet();
                    }

                    @Override
                    public void failed(Consumer<?, ?> polling, RuntimeException fault) {
                        throw fault;
                    }
                };
        return new RequestConsumer(
                new Unconnected(), "requests", "group", ownership, work, bench.meters, ends::add);
    }

    /** Makes consumers that reach nobody, and wraps and measures them as real ones. */
    private static final class Unconnected extends DefaultKafkaConsumerFactory<byte[], byte[]> {
        Unconnected() {
            super(Map.of());
        }

        @Override
        protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> settings) {
            return new MockConsumer<>("earliest");
        }
    }
}
