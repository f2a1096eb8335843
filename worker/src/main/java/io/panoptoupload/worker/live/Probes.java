package io.panoptoupload.worker.live;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Tries what nobody but a site can answer. {@code docs/panopto.md} lists the questions, with what
 * is assumed and what another answer would change.
 */
final class Probes {
    private static final String VIDEO = "video.mp4";

    /** Above 25 MB and above 25 MiB. */
    private static final int LARGE_PART = 26 * 1024 * 1024;

    private static final List<String> NAMES =
            List.of(
                    "lecture-\u00e4\u8b1b.mp4",
                    "lecture 1.mp4",
                    "lecture%41.mp4",
                    "lecture&a.mp4",
                    "lecture+a.mp4");

    private final LiveSite site;
    private final ProbeUploads uploads;
    private final LiveLines lines;

    Probes(LiveSite site, ProbeUploads uploads, LiveLines lines) {
        this.site = site;
        this.uploads = uploads;
        this.lines = lines;
    }

    /** Asks one question; what is returned is the answer. */
    private interface Probe {
        Answer ask() throws IOException, InterruptedException;
    }

    /**
     * What the site does.
     *
     * @param assumed whether the worker was built for that
     */
    private record Answer(String what, boolean assumed) {}

    void all() throws InterruptedException {
        ask("crc", this::crc);
        ask("second put", this::secondPut);
        ask("large parts", this::largeParts);
        ask("chunked", this::chunked);
        ask("aws-chunked", this::awsChunked);
        ask("names", this::names);
    }

    private void ask(String question, Probe probe) throws InterruptedException {
        try {
            Answer answer = probe.ask();
            lines.good(
                    question,
                    answer.what
                            + (answer.assumed
                                    ? " (as assumed)"
                                    : " (not as assumed: docs/panopto.md says what that changes)"));
        } catch (Fault e) {
            lines.bad(question, "no answer: " + LiveCheck.message(e));
        } catch (IOException e) {
            lines.bad(question, "no answer: " + e.getMessage());
        }
    }

    private Answer crc() throws InterruptedException {
        UploadSession upload = uploads.open();
        int crc = uploads.send(upload, VIDEO, TinyLecture.video());
        UploadSession end = uploads.finish(upload, VIDEO, crc ^ 1);
        return end.state() == UploadState.COMPLETE
                ? new Answer("a wrong CRC-32 in the manifest is ignored", false)
                : new Answer("a wrong CRC-32 in the manifest fails: " + ended(end), true);
    }

    private Answer secondPut() throws InterruptedException {
        UploadSession upload = uploads.open();
        int crc = uploads.send(upload, VIDEO, TinyLecture.video());
        UploadSession first = uploads.finish(upload, VIDEO, crc);
        if (first.state() != UploadState.COMPLETE) {
            return new Answer("the first PUT came to nothing: " + ended(first), false);
        }
        long before = uploads.sessions();
        try {
            UploadSession _ = site.panopto().finalise(first);
        } catch (PermanentFault refused) {
            return new Answer("a second PUT State 1 is refused", true);
        }
        UploadSession second = uploads.awaitEnd(upload.id());
        long more = uploads.sessions() - before;
        boolean same = String.valueOf(first.sessionId()).equals(second.sessionId());
        return more == 0 && same
                ? new Answer("a second PUT State 1 is taken, and makes no second session", true)
                : new Answer("a second PUT State 1 makes a second session", false);
    }

    private Answer largeParts() throws IOException, InterruptedException {
        byte[] bytes = padded(TinyLecture.video(), LARGE_PART + 1000);
        UploadSession upload = uploads.open();
        try (RawStorage storage = storage(upload, VIDEO)) {
            String id = storage.begin();
            RawStorage.Reply first = storage.part(id, 1, bytes, 0, LARGE_PART);
            if (!first.taken()) {
                return new Answer("a part of 26 MiB is refused: " + first.summary(), true);
            }
            RawStorage.Reply last =
                    storage.part(id, 2, bytes, LARGE_PART, bytes.length - LARGE_PART);
            RawStorage.Reply whole = storage.complete(id, List.of(first, last));
            if (!whole.taken()) {
                return new Answer(
                        "a part of 26 MiB is refused at the end of the file: " + whole.summary(),
                        true);
            }
        }
        UploadSession end = uploads.finish(upload, VIDEO, crcOf(bytes));
        return end.state() == UploadState.COMPLETE
                ? new Answer("parts of 26 MiB are taken", false)
                : new Answer("parts of 26 MiB are taken, but fail: " + ended(end), true);
    }

    private Answer chunked() throws IOException, InterruptedException {
        byte[] bytes = TinyLecture.video();
        UploadSession upload = uploads.open();
        try (RawStorage storage = storage(upload, VIDEO)) {
            String id = storage.begin();
            RawStorage.Reply part = storage.chunkedPart(id, 1, bytes);
            if (!part.taken()) {
                return new Answer(
                        "a part without a length beforehand is refused: " + part.summary(), false);
            }
            RawStorage.Reply whole = storage.complete(id, List.of(part));
            if (!whole.taken()) {
                return new Answer(
                        "a part without a length beforehand is refused at the end of the file: "
                                + whole.summary(),
                        false);
            }
        }
        UploadSession end = uploads.finish(upload, VIDEO, crcOf(bytes));
        return end.state() == UploadState.COMPLETE
                ? new Answer("a part without a length beforehand is taken as it is", true)
                : new Answer("a part without a length is taken, but fails: " + ended(end), false);
    }

    /** The manifest shows it, whether or not checksums count: with framing it is no XML. */
    private Answer awsChunked() throws IOException, InterruptedException {
        UploadSession upload = uploads.open();
        int crc = uploads.send(upload, VIDEO, TinyLecture.video());
        try (RawStorage storage = storage(upload, ProbeUploads.MANIFEST)) {
            String id = storage.begin();
            RawStorage.Reply part = storage.awsChunkedPart(id, 1, uploads.manifest(VIDEO, crc));
            RawStorage.Reply whole = part.taken() ? storage.complete(id, List.of(part)) : part;
            if (!whole.taken()) {
                return new Answer("aws-chunked bodies are refused: " + whole.summary(), false);
            }
        }
        UploadSession end = uploads.finish(upload);
        return end.state() == UploadState.COMPLETE
                ? new Answer("the framing of aws-chunked bodies is taken off", false)
                : new Answer(
                        "aws-chunked bodies are stored with their framing: " + ended(end), true);
    }

    private Answer names() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String name : NAMES) {
            (isTaken(name) ? taken : refused).add("'" + name + "'");
        }
        return new Answer("taken: %s; refused: %s".formatted(list(taken), list(refused)), true);
    }

    private boolean isTaken(String name) throws InterruptedException {
        UploadSession upload = uploads.open();
        try {
            int crc = uploads.send(upload, name, TinyLecture.video());
            return uploads.finish(upload, name, crc).state() == UploadState.COMPLETE;
        } catch (PermanentFault e) {
            return false;
        }
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private RawStorage storage(UploadSession upload, String name) {
        return new RawStorage(ProbeUploads.target(upload), name, site.tls());
    }

    private static String ended(UploadSession end) {
        return end.message() == null
                ? "state " + end.state()
                : "state %s, '%s'".formatted(end.state(), end.message());
    }

    /** An MP4 with a box behind it that players skip; it has to be longer than both. */
    private static byte[] padded(byte[] mp4, int length) {
        byte[] whole = Arrays.copyOf(mp4, length);
        ByteBuffer.wrap(whole, mp4.length, 8)
                .putInt(length - mp4.length)
                .put("free".getBytes(StandardCharsets.US_ASCII));
        return whole;
    }

    private static int crcOf(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
