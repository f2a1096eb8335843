package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.operator.CommandHere;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/** A journal that was damaged on a broker's disk. */
@Order(1)
@Tag("full")
class BrokenJournalIT extends BrokenBatches {
    @Test
    void a_journal_that_cannot_be_read_stops_its_own_partition() throws Exception {
        BrokenBatch broken = breakJournal();
        String waiting = publish(0);
        WorkerProcess worker = workerThatFinds(1);
        awaitCompleted(publish(INTACT));
        assertThat(worker.readiness())
                .contains("%s-0 cannot be read at offset".formatted(Topics.JOURNAL))
                .contains("Let another replica lead");
        assertThat(shell("skip", "--partition", 0, "--offset", 0))
                .satisfies(
                        result -> assertThat(result.exit()).isOne(),
                        result ->
                                assertThat(result.err())
                                        .contains(Topics.JOURNAL + "-0 cannot be read"));
        assertThat(worker.log().lines())
                .filteredOn(line -> line.contains("ERROR"))
                .describedAs("one line, however often it is tried")
                .hasSize(1);
        assertCommandsNameTheJournal(broken.offset());
        broken.repair();
        awaitCompleted(waiting);
        assertThat(shell("status").err()).doesNotContain("cannot be read");
        assertDoneOnce();
    }

    private void assertCommandsNameTheJournal(long offset) {
        String place = "%s-0 cannot be read at offset %d".formatted(Topics.JOURNAL, offset);
        CommandHere.Result all = shell("status");
        assertThat(all.err()).contains(place).contains("Let another replica");
        assertThat(all.out())
                .describedAs("the other partitions")
                .contains(good.subList(1, PARTITIONS));
        assertThat(all.exit()).isOne();
        assertThat(shell("status", "--json").out())
                .contains("\"unreadableJournal\":[{\"partition\":0,\"offset\":" + offset);
        CommandHere.Result unknown = shell("status", request(0).requestId());
        assertThat(unknown.err()).contains(place).doesNotContain("is not known");
        assertThat(unknown.exit()).isOne();
        assertThat(shell("status", good.get(1)).exit()).describedAs("another partition").isZero();
        CommandHere.Result retry = shell("retry", "--failed", "--dry-run");
        assertThat(retry.err()).contains(place);
        assertThat(retry.exit()).isOne();
    }

    /** Of partition 0, behind what each partition's first job has recorded. */
    private BrokenBatch breakJournal() throws IOException {
        WorkerProcess first = environment.worker();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            awaitCompleted(publish(partition));
        }
        first.stop();
        return breakBatch(Topics.JOURNAL, 0, batches -> batches.get(2), LogFile::flipValue);
    }
}
