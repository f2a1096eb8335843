package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.http.Bandwidth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/** How fast a recording travels, and how much of it is still to come. */
final class TransferProgress {
    private final InstantSource clock;
    private final LongSupplier limit;
    private final Instant startedAt;
    private long total;
    private int unknown;
    private long before;
    private long done;
    private long now;
    private long earlier;

    /**
     * Measures from here on; what was sent in earlier runs counts as sent, not as speed.
     *
     * @param limit in bytes per second, as it is at the moment
     */
    TransferProgress(
            InstantSource clock,
            LongSupplier limit,
            List<RecordingFiles.Named> files,
            RecordingSources sources,
            StageContext context) {
        Upload upload = context.upload();
        this.clock = clock;
        this.limit = limit;
        this.startedAt = clock.instant();
        this.before = upload.bytesTransferred();
        this.done = before;
        this.total = before;
        for (int i = 0; i < files.size(); i++) {
            if (upload.file(i).filter(UploadFile::isTransferred).isEmpty()) {
                RecordingFiles.Named file = files.get(i);
                Pin pin = RecordingSources.pin(sources.open(file.source()), file.purpose(), upload);
                add(RecordingSources.size(file.source(), pin));
                context.progressed();
            }
        }
    }

    private void add(long size) {
        if (size == Pin.UNKNOWN_SIZE) {
            unknown++;
        } else {
            total += size;
        }
    }

    /**
     * A file begins.
     *
     * @param sentEarlier bytes of it that were confirmed in earlier runs
     */
    synchronized void fileBegins(long sentEarlier) {
        earlier = sentEarlier;
        now = sentEarlier;
    }

    /** Bytes of the file in transfer that are confirmed. */
    synchronized void file(long confirmed) {
        now = confirmed;
    }

    /**
     * A file is sent in full.
     *
     * @param size in bytes
     * @param planned in bytes, or {@link Pin#UNKNOWN_SIZE} if its size shows only now
     */
    synchronized void fileDone(long size, long planned) {
        done += size;
        // Where the size was not known, its last part was taken for a full one.
        before += Math.min(earlier, size);
        if (planned == Pin.UNKNOWN_SIZE) {
            unknown--;
            total += size;
        }
        earlier = 0;
        now = 0;
    }

    /**
     * The event.
     *
     * @param inFlight bytes of that file that have left and are not confirmed yet
     */
    synchronized OutcomeEvent.Progress event(EventHeader header, String file, long inFlight) {
        long confirmed = done + now;
        long sent = confirmed + inFlight;
        double seconds = Duration.between(startedAt, clock.instant()).toMillis() / 1000.0;
        long speed = seconds > 0 ? (long) ((sent - before - earlier) / seconds) : 0;
        long max = limit.getAsLong();
        Long bandwidth = max == Bandwidth.UNLIMITED ? null : Long.valueOf(max);
        boolean known = unknown == 0;
        return new OutcomeEvent.Progress(
                header,
                Stage.TRANSFER,
                file,
                sent,
                known ? Long.valueOf(total) : null,
                known ? Double.valueOf(Math.round(1000.0 * sent / total) / 10.0) : null,
                speed,
                known && speed > 0 ? Long.valueOf((total - sent) / speed) : null,
                bandwidth,
                confirmed);
    }
}
