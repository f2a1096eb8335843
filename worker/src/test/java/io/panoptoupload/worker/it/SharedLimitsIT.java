package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** What is for all workers together is divided among those that there are. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedLimitsIT {
    private static final double CALLS_PER_HOUR = 1200;
    private static final double BYTES_PER_SECOND = 60 * 1024 * 1024;
    private static final String[] FOR_ALL = {
        "--panopto.rate-limit.per-hour=1200",
        "--panopto.rate-limit.workers=auto",
        "--worker.total-bandwidth=60MB"
    };

    @AutoClose private TestEnvironment environment;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
    }

    @Test
    void shares_shrink_when_a_worker_joins_and_grow_when_one_is_killed() {
        environment.impatientWorker(FOR_ALL);
        awaitShares(1);
        environment.impatientWorker(FOR_ALL);
        awaitShares(2);
        WorkerProcess third = environment.impatientWorker(FOR_ALL);
        awaitShares(3);

        third.process().kill9();

        awaitShares(2);
    }

    /** Nothing calls Panopto here, so that what is left of the hour is the whole share. */
    private void awaitShares(int workers) {
        Awaitility.await(workers + " workers share")
                .untilAsserted(() -> {
                    assertThat(environment.workers()).hasSize(workers);
                    for (WorkerProcess worker : environment.workers()) {
                        Scrape now = Scrape.of(worker.metrics());
                        assertThat(value(now, "panopto_upload_group_members")).isEqualTo(workers);
                        assertThat(value(now, "panopto_upload_bandwidth_limit_bytes"))
                                .isEqualTo(BYTES_PER_SECOND / workers);
                        assertThat(now.named("panopto_upload_rate_limit_calls"))
                                .filteredOn(each -> "hour".equals(each.labels().get("period")))
                                .singleElement()
                                .satisfies(left ->
                                        assertThat(left.value())
                                                .isEqualTo(CALLS_PER_HOUR / workers));
                    }
                });
    }

    private static double value(Scrape scrape, String name) {
        return scrape.named(name).getFirst().value();
    }
}
