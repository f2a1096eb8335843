package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** How fast a recording travels, and how much of it is still to come. */
final class Rate {
    private final InstantSource clock;
    private final Instant startedAt;
    private final long total;
    private long before;
    private long done;
    private long now;
    private long earlier;

    /** Measures from here on; what was sent in earlier runs counts as sent, not as speed. */
    Rate(InstantSource clock, List<Source> files, RecordingSources sources, Upload upload) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.before = upload.bytesTransferred();
        this.done = before;
        long sum = before;
        for (int i = 0; i < files.size(); i++) {
            if (upload.file(i).filter(UploadFile::isTransferred).isEmpty()) {
                sum += sources.open(files.get(i)).pin().sizeBytes();
            }
        }
        this.total = sum;
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

    synchronized void fileDone(long size) {
        done += size;
        before += earlier;
        earlier = 0;
        now = 0;
    }

    synchronized OutcomeEvent.Progress event(EventHeader header, String file) {
        long sent = done + now;
        double seconds = Duration.between(startedAt, clock.instant()).toMillis() / 1000.0;
        long speed = seconds > 0 ? (long) ((sent - before - earlier) / seconds) : 0;
        Long left = speed > 0 ? (total - sent) / speed : null;
        double percent = Math.round(1000.0 * sent / total) / 10.0;
        return new OutcomeEvent.Progress(
                header, Stage.TRANSFER, file, sent, total, percent, speed, left);
    }
}
