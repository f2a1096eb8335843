package io.panoptoupload.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.view.Positions;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicSettings;

import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class WorkersWatchTest {
    private static final Workers NONE_IS_THERE =
            new Workers(List.of(), List.of(), Optional.empty());

    private final Installation nowhere = new Nowhere();
    private final WorkersWatch watch =
            new WorkersWatch(
                    nowhere, new KafkaWatch(nowhere, InstantSource.system()), new Positions());

    static List<RuntimeException> faults() {
        return List.of(new TimeoutException("no coordinator"), new KafkaUnavailable("no topic"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_kafka_said_before_is_not_shown_as_the_present(RuntimeException fault)
            throws InterruptedException {
        watch.refresh(() -> NONE_IS_THERE);
        assertThat(watch.workers()).isEqualTo(NONE_IS_THERE);
        assertThatThrownBy(() ->
                        watch.refresh(() -> {
                            throw fault;
                        }))
                .isSameAs(fault);
        assertThat(watch.workers().fault())
                .hasValueSatisfying(said -> assertThat(said).contains("does not say"));
        watch.refresh(() -> NONE_IS_THERE);
        assertThat(watch.workers()).isEqualTo(NONE_IS_THERE);
    }

    /** Asked for nothing in this test. */
    private static final class Nowhere implements Installation {
        @Override
        public KafkaClients clients() {
            throw new UnsupportedOperationException();
        }

        @Override
        public TopicSettings topics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String groupId() {
            return "group";
        }

        @Override
        public String brokers() {
            return "nowhere";
        }
    }
}
