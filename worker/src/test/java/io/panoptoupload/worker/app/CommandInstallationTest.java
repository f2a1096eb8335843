package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

class CommandInstallationTest {
    /** The first is Kafka's own default. */
    @ParameterizedTest
    @CsvSource({
        "request.timeout.ms=30000",
        "request.timeout.ms=1000",
        "default.api.timeout.ms=4000",
        "default.api.timeout.ms=60000"
    })
    void one_time_out_that_a_site_chooses_does_not_contradict_ours(String setting) {
        KafkaClients clients =
                CommandInstallation.open(
                                List.of(
                                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                                        "--spring.kafka.properties." + setting))
                        .clients();
        Admin admin = clients.admin();
        admin.close(Duration.ZERO);
        Consumer<byte[], byte[]> reader = clients.reader();
        reader.close();
        clients.plain().close(Duration.ZERO);
    }
}
