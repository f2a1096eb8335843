package io.panoptoupload.worker.live;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.manifest.FileRef;
import io.panoptoupload.worker.manifest.Manifest;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Uploads that are wrong on purpose, in one respect each. */
final class ProbeUploads {
    static final String MANIFEST = "manifest.xml";

    private final LiveSite site;
    private final String folderId;
    private final String title;
    private final Made made;

    ProbeUploads(LiveSite site, String folderId, String title, Made made) {
        this.site = site;
        this.folderId = folderId;
        this.title = title;
        this.made = made;
    }

    UploadSession open() {
        UploadSession upload = site.panopto().createUpload(folderId);
        made.upload(upload.id());
        return upload;
    }

    static S3Target target(UploadSession upload) {
        return S3Target.of(upload.target());
    }

    /** Sends with the worker's engine; returns the CRC-32 of what was sent. */
    int send(UploadSession upload, String name, byte[] bytes) {
        return switch (site.transfers()
                .sendBytes(target(upload), name, bytes, () -> Stopping.CUT)) {
            case SendOutcome.Sent sent -> sent.crc32();
            case SendOutcome.InDoubt(_, PermanentFault refusal) when refusal != null ->
                    throw refusal;
            case SendOutcome.InDoubt(String reason, _) ->
                    throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, reason);
        };
    }

    /** Names one video. */
    byte[] manifest(String name, int crc32) {
        UploadRequest request =
                UploadRequest.builder("probe")
                        .title(title)
                        .streams(List.of(Stream.of(Source.of("file:///" + name), Role.PRIMARY)))
                        .build();
        return Manifest.toXml(request, List.of(new FileRef(name, crc32)));
    }

    /** Sends the manifest, finalises, and waits for the end. */
    UploadSession finish(UploadSession upload, String name, int crc32) throws InterruptedException {
        int _ = send(upload, MANIFEST, manifest(name, crc32));
        return finish(upload);
    }

    UploadSession finish(UploadSession upload) throws InterruptedException {
        UploadSession _ = site.panopto().finalise(upload);
        return awaitEnd(upload.id());
    }

    UploadSession awaitEnd(String id) throws InterruptedException {
        Instant until = Instant.now().plus(LiveSite.PATIENCE);
        Duration interval = site.firstPoll();
        while (Instant.now().isBefore(until)) {
            Thread.sleep(interval);
            Optional<UploadSession> seen = site.panopto().getUpload(id);
            if (seen.isPresent() && hasEnded(seen.get().state())) {
                return seen.get();
            }
            Duration longer = interval.plus(interval.dividedBy(2));
            interval = longer.compareTo(site.maxPoll()) < 0 ? longer : site.maxPoll();
        }
        throw new PermanentFault(
                ErrorCode.PROCESSING_FAILED,
                "Panopto has not processed upload %s in %s".formatted(id, LiveSite.PATIENCE));
    }

    private static boolean hasEnded(UploadState state) {
        return state == UploadState.COMPLETE || state.dead();
    }

    /** How many sessions of this check the folder shows. */
    long sessions() {
        return site.panopto().sessionsIn(folderId).stream()
                .filter(session -> session.name().equals(title))
                .count();
    }
}
