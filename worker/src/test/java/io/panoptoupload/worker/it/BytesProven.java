package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.simulator.Ledger;

import java.util.List;

/**
 * What a published session was made of is, byte for byte, what a source held at one time; the
 * manifest and the event say so too.
 */
final class BytesProven implements Guarantee {
    @Override
    public void verify(Evidence evidence) {
        for (Job job : evidence.jobs()) {
            for (Ledger.Upload upload : evidence.publishedFor(job)) {
                verify(evidence, job, upload);
            }
        }
    }

    private static void verify(Evidence evidence, Job job, Ledger.Upload upload) {
        List<TransferredFile> reported =
                evidence.eventsOf(job.id()).stream()
                        .map(Outcomes.Event::event)
                        .filter(OutcomeEvent.Completed.class::isInstance)
                        .flatMap(event -> ((OutcomeEvent.Completed) event).files().stream())
                        .distinct()
                        .toList();
        if (!reported.isEmpty()) {
            assertThat(reported).as("files of " + job.id()).hasSameSizeAs(job.files());
        }
        for (int i = 0; i < reported.size(); i++) {
            TransferredFile file = reported.get(i);
            assertThat(job.files().get(i))
                    .as("file %d of %s as reported", i, job.id())
                    .contains(new Job.Content(file.sizeBytes(), file.crc32()));
            assertThat(upload.files())
                    .as("files of %s as stored", job.id())
                    .anySatisfy(stored -> {
                        assertThat(stored.name()).isEqualTo(file.name());
                        assertThat(stored.sizeBytes()).isEqualTo(file.sizeBytes());
                        assertThat(stored.crc32()).isEqualTo(file.crc32());
                    });
            assertThat(upload.manifest())
                    .as("manifest of " + job.id())
                    .contains("Checksum=\"" + file.crc32() + "\">" + file.name() + "<");
        }
    }
}
