package io.panoptoupload.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePartitionTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 24, 200})
    void is_where_a_java_producer_sends_a_request_with_its_id_as_the_key(int partitions) {
        HomePartition home = new HomePartition(partitions);
        for (int i = 0; i < 500; i++) {
            String id = "lt" + i + "-2026-11-23T09";
            assertThat(home.of(id))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(id.getBytes(UTF_8), partitions));
        }
    }
}
