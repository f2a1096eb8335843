package io.panoptoupload.gateway.view;

import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.Transfer;
import io.panoptoupload.worker.job.UploadJob;
import io.panoptoupload.worker.journal.JournalReader;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.util.List;
import java.util.Optional;

/** What is not held in memory of an upload, read back from its record in the journal. */
public final class UploadDetails {
    private static final Logger log = LoggerFactory.getLogger(UploadDetails.class);

    private final KafkaWatch watch;
    private final JournalReader reader;
    private final JournalJson json;

    public UploadDetails(KafkaWatch watch, JournalReader reader, JournalJson json) {
        this.watch = watch;
        this.reader = reader;
        this.json = json;
    }

    /**
     * What was read back.
     *
     * @param files those that were begun, in the order of the recording
     * @param error with its whole message; null if there is none
     * @param sequence of the last event
     */
    public record Details(
            List<Transfer.FileBytes> files, @Nullable UploadError error, long sequence) {}

    /** Empty if no worker has accepted it, or if Kafka does not give it back now. */
    public Optional<Details> of(UploadEntry entry) throws InterruptedException {
        if (!entry.isJob() || !watch.isReachable()) {
            return Optional.empty();
        }
        try {
            byte[] value = reader.read(entry.source().partition(), entry.source().offset());
            UploadJob job = json.job(value);
            return job.id().equals(entry.requestId())
                    ? Optional.of(details(JobStatus.of(job)))
                    : Optional.empty();
        } catch (KafkaException | JacksonException | IllegalStateException e) {
            // A later record has taken its place a moment ago; what is in memory stays true.
            log.debug("the record of {} was not read back", entry.requestId(), e);
            return Optional.empty();
        }
    }

    private static Details details(JobStatus job) {
        return new Details(
                files(job.transfer()), job.progress().lastError(), job.history().sequence());
    }

    /** The bytes of the only file that is under way are those of all without the others'. */
    private static List<Transfer.FileBytes> files(Transfer transfer) {
        long underWay = transfer.files().stream().filter(file -> file.bytesSent() == null).count();
        long transferred =
                transfer.files().stream()
                        .map(Transfer.FileBytes::bytesSent)
                        .mapToLong(sent -> sent == null ? 0 : sent)
                        .sum();
        long rest = Math.max(0, transfer.bytesSent() - transferred);
        return transfer.files().stream()
                .map(file ->
                        file.bytesSent() == null && underWay == 1
                                ? new Transfer.FileBytes(file.name(), rest, file.bytesTotal())
                                : file)
                .toList();
    }
}
