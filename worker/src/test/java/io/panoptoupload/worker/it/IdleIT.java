package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Nothing happens for so long that Kafka forgets the workers' transactional ids. */
@Tag("full")
class IdleIT {
    @TempDir private Path directory;

    @Test
    void a_job_after_a_long_idle_time_is_carried_out_as_any_other() throws IOException {
        Map<String, String> forgetful =
                Map.of(
                        "transactional.id.expiration.ms", "3000",
                        "transaction.remove.expired.transaction.cleanup.interval.ms", "1000",
                        "producer.id.expiration.ms", "3000",
                        "producer.id.expiration.check.interval.ms", "1000");
        try (TestEnvironment environment =
                TestEnvironment.alone(directory, b -> forgetful.forEach(b::property))) {
            environment.worker();
            Scenario.play(
                    environment,
                    "idle",
                    scenario -> {
                        scenario.publish("before", 1000);
                        scenario.awaitEnds();
                        awaitForgotten(environment);
                        scenario.publish("after-1", 1000);
                        scenario.publish("after-2", 11_000_000);
                        scenario.publish("after-3", 1);
                        scenario.awaitEnds();
                        assertThat(environment.workers()).hasSize(1);
                    });
        }
    }

    private static void awaitForgotten(TestEnvironment environment) {
        try (Admin admin = environment.clients().admin()) {
            Awaitility.await("no transactional id is known")
                    .until(() ->
                            admin.listTransactions().all().get().stream()
                                    .map(TransactionListing::transactionalId)
                                    .toList()
                                    .isEmpty());
        }
    }
}
