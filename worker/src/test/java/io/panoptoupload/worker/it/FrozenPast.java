package io.panoptoupload.worker.it;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.FrozenJournal;
import io.panoptoupload.worker.job.Phase;
import io.panoptoupload.worker.job.UploadJob;
import io.panoptoupload.worker.request.Digests;
import io.panoptoupload.worker.stage.Manifests;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings recordings and Panopto to where they were when a journal was frozen. What is another each
 * time (ids that Panopto gives, pins, the directory) is put into the journal's text.
 */
final class FrozenPast {
    private static final long MAX_SIZE = 100L * 1024 * 1024;
    private static final Set<Phase> MANIFEST_SENT =
            Set.of(Phase.MANIFESTED, Phase.ARMED, Phase.PROCESSING, Phase.WITHDRAWING);

    /** The PUT that publishes them had landed. */
    private static final Set<String> LANDED = Set.of("processing", "armed-landed");

    private final TestEnvironment environment;
    private final Captures captures;
    private String text = FrozenJournal.text();

    private FrozenPast(TestEnvironment environment) {
        this.environment = environment;
        this.captures = new Captures(environment.captures());
    }

    /** Returns the journal that fits to it all. */
    static List<FrozenJournal.Entry> restore(TestEnvironment environment)
            throws IOException, InterruptedException {
        FrozenPast past = new FrozenPast(environment);
        past.restoreCaptures();
        past.restorePanopto();
        past.restoreDigests();
        return FrozenJournal.entries(past.text);
    }

    private void restoreCaptures() {
        replace("file:///captures/", captures.directory().toUri().toString());
        for (Map.Entry<String, JsonNode> each : FrozenJournal.captures().properties()) {
            long size = each.getValue().get("size").asLong();
            if (size < MAX_SIZE) {
                Path _ = captures.write(each.getKey(), size);
                replace(each.getValue().get("pin").asString(), captures.pin(each.getKey()));
            }
        }
    }

    private void restorePanopto() throws IOException, InterruptedException {
        Map<String, UploadJob> jobs = new LinkedHashMap<>(FrozenJournal.jobs(entries()));
        try (FrozenPanopto panopto = new FrozenPanopto(environment.simulator().httpUri())) {
            UploadJob first = Objects.requireNonNull(jobs.remove("processing"));
            String session = sessionOf(panopto, restoreUpload(panopto, first, null));
            for (UploadJob job : jobs.values()) {
                Upload upload = job.upload();
                if (upload == null || !isNeeded(job)) {
                    continue;
                }
                @Nullable String former = upload.addedTo();
                restoreUpload(panopto, job, former == null ? null : session);
                if (former != null) {
                    replace(former, session);
                }
            }
        }
    }

    /** Also of a job that has ended, if a retry goes on with its upload. */
    private static boolean isNeeded(UploadJob job) {
        return phase(job) != Phase.ACCEPTED && !phase(job).isFinal();
    }

    private static Phase phase(UploadJob job) {
        return Objects.requireNonNullElse(job.attempt().resumeAt(), job.phase());
    }

    private FrozenPanopto.Open restoreUpload(
            FrozenPanopto panopto, UploadJob job, @Nullable String session)
            throws IOException, InterruptedException {
        Upload upload = Objects.requireNonNull(job.upload());
        FrozenPanopto.Open open = panopto.open(session);
        replace(upload.id(), open.id());
        for (int i = 0; i < upload.files().size(); i++) {
            restoreFile(panopto, open, job.id(), i, upload.files().get(i));
        }
        if (MANIFEST_SENT.contains(phase(job))) {
            UploadRequest request = FrozenJournal.requests(entries()).get(job.id());
            panopto.object(
                    open.object("manifest.xml"),
                    Manifests.of(Objects.requireNonNull(request), upload));
        }
        if (LANDED.contains(job.id())) {
            panopto.finalise(open);
        }
        return open;
    }

    private void restoreFile(
            FrozenPanopto panopto, FrozenPanopto.Open open, String job, int index, UploadFile file)
            throws IOException, InterruptedException {
        boolean replacedSince = file.pin().isEmpty();
        if (file.multipartId() == null || file.size() > MAX_SIZE || replacedSince) {
            return;
        }
        String name = file.objectName();
        Path capture = captures.directory().resolve(captureOf(name));
        byte[] bytes = Files.readAllBytes(capture);
        if (file.isTransferred()) {
            panopto.object(open.object(name), bytes);
            return;
        }
        String multipart = panopto.begin(open.object(name));
        replace(file.multipartId(), multipart);
        for (JsonNode part : FrozenJournal.parts(entries(), job, index)) {
            int number = part.get(0).asInt();
            int from = (int) ((number - 1) * file.partSize());
            int to = (int) Math.min(from + file.partSize(), bytes.length);
            String etag =
                    panopto.part(
                            open.object(name),
                            multipart,
                            number,
                            Arrays.copyOfRange(bytes, from, to));
            replace(unquoted(part.get(1).asString()), unquoted(etag));
        }
    }

    /** The recording that an object was made of. */
    static String captureOf(String objectName) {
        return objectName.replaceFirst("^\\d+(r\\d+)?-", "");
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    private String sessionOf(FrozenPanopto panopto, FrozenPanopto.Open upload) {
        return Awaitility.await("a session")
                .until(
                        () -> panopto.get(upload).path("SessionId").asString(""),
                        id -> !id.isEmpty());
    }

    /** A request that names another directory has another digest. */
    private void restoreDigests() {
        Map<String, UploadRequest> requests = FrozenJournal.requests(entries());
        for (UploadJob job : FrozenJournal.jobs(entries()).values()) {
            UploadRequest request = requests.get(job.id());
            if (request != null) {
                replace(job.identity().digest(), Digests.of(request));
            }
        }
    }

    private List<FrozenJournal.Entry> entries() {
        return FrozenJournal.entries(text);
    }

    private void replace(String former, String now) {
        text = text.replace(former, now);
    }
}
