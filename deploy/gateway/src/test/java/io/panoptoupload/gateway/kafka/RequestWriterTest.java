package io.panoptoupload.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

class RequestWriterTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final RequestWriter writer =
            new RequestWriter(
                    () -> producer,
                    new TopicSettings(
                            "requests",
                            "outcomes",
                            "journal",
                            "dead-letters",
                            false,
                            4,
                            (short) 1,
                            Duration.ofDays(7)),
                    name -> new TopicState(name, "id of " + name, 4));
    private final CompletableFuture<Void> written = new CompletableFuture<>();

    @Test
    void a_request_is_written_once_kafka_has_confirmed_it() {
        Thread caller = write();
        assertThat(producer.history()).hasSize(1);
        assertThat(caller.isAlive()).isTrue();
        assertThat(producer.completeNext()).isTrue();
        assertThat(written.join()).isNull();
    }

    @Test
    void a_request_that_kafka_does_not_confirm_is_not_written() {
        Thread _ = write();
        assertThat(producer.errorNext(new TimeoutException("no broker"))).isTrue();
        assertThatThrownBy(written::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(KafkaUnavailable.class);
    }

    /** Returns once its thread waits, or has ended. */
    private Thread write() {
        Thread caller =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                writer.write(
                                        "a", new byte[1], new RequestWriter.Origin("lt1", null));
                                written.complete(null);
                            } catch (InterruptedException | RuntimeException e) {
                                written.completeExceptionally(e);
                            }
                        });
        await().until(() -> caller.getState() == Thread.State.WAITING || !caller.isAlive());
        return caller;
    }
}
