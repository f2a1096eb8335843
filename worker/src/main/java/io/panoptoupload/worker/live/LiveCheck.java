package io.panoptoupload.worker.live;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.panopto.SessionView;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.transfer.PartPlan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Uploads a tiny lecture to a site, compares, and removes what it made, whatever happens. */
public final class LiveCheck {
    private final LiveSite site;
    private final LiveLines lines;

    public LiveCheck(LiveSite site, LiveLines lines) {
        this.site = site;
        this.lines = lines;
    }

    /**
     * Runs it. An interrupt ends it early; what was made is removed nevertheless.
     *
     * @param probe whether to try what only a site can answer, too
     */
    public void run(String folderId, boolean probe) throws InterruptedException, IOException {
        String title = "panopto-upload check " + UUID.randomUUID();
        Made made = new Made(site.panopto(), folderId, title);
        Path directory = Files.createTempDirectory("live-check");
        boolean interrupted = false;
        try {
            lines.good("live", "the session's title is '%s'".formatted(title));
            upload(TinyLecture.in(directory).request(title, folderId), made, directory);
            if (probe) {
                new Probes(site, new ProbeUploads(site, folderId, title, made), lines).all();
            }
        } catch (InterruptedException | Interrupted e) {
            interrupted = true;
            lines.bad("live", "was stopped before its end");
        } finally {
            // So that the requests below are not refused for the same reason.
            interrupted |= Thread.interrupted();
            made.remove(lines);
            delete(directory);
        }
        if (interrupted) {
            throw new InterruptedException("stopped");
        }
    }

    private void upload(UploadRequest request, Made made, Path directory)
            throws InterruptedException, IOException {
        RecordingSources sources =
                new RecordingSources(
                        new Sources(
                                Map.of("file", new FileSources(List.of(directory.toRealPath())))),
                        PartPlan.USUAL_PART);
        LiveUpload engine = new LiveUpload(site, sources, made::upload);
        try {
            published(engine.run(request), request, made);
        } catch (Fault e) {
            lines.bad("upload", message(e));
            withoutSlides(engine, request, made);
        }
    }

    /** A presentation that Panopto cannot process is the likeliest to fail the others. */
    private void withoutSlides(LiveUpload engine, UploadRequest request, Made made)
            throws InterruptedException {
        UploadRequest rest = UploadRequest.builder(request).slides(List.of()).build();
        try {
            published(engine.run(rest), rest, made);
            lines.bad("slides", "without the presentation the upload succeeds");
        } catch (Fault e) {
            lines.bad("upload", "without the presentation, too: " + message(e));
        }
    }

    private void published(LiveUpload.Published published, UploadRequest request, Made made) {
        String id = published.session().sessionId();
        made.session(id);
        lines.good("upload", "upload %s is session %s".formatted(published.uploadId(), id));
        try {
            Optional<SessionView> shown = site.panopto().session(id);
            if (shown.isPresent()) {
                new Comparison(request, shown.get(), lines).all();
            } else {
                lines.bad("session", "the API v1 does not show session " + id);
            }
            long listed =
                    site.panopto().sessionsIn(String.valueOf(request.folderId())).stream()
                            .filter(each -> each.id().equalsIgnoreCase(id))
                            .count();
            if (listed == 1) {
                lines.good("listing", "its folder lists it once");
            } else {
                lines.bad("listing", "its folder lists it %d times, not once".formatted(listed));
            }
        } catch (Fault e) {
            lines.bad("session", message(e));
        }
    }

    static String message(Fault fault) {
        return fault.panoptoMessage() == null
                ? fault.getMessage()
                : "%s (Panopto: %s)".formatted(fault.getMessage(), fault.panoptoMessage());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
