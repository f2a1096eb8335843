package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.notBefore;
import static io.panoptoupload.worker.job.Given.unavailable;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The journal records that one job leaves behind, made once by the product's own code and then
 * written under any id, so that journals of many jobs cost little to make.
 */
public final class JournalSample {
    private static final String ID = "sample-000000";
    private static final int PARTS = 500;

    private final List<Entry> entries = new ArrayList<>();
    private final String title;
    private final Function<UploadRequest, String> digest;

    /** One record; a null value is a tombstone. */
    public record Entry(String key, @Nullable String value) {
        public byte[] keyBytes() {
            return key.getBytes(UTF_8);
        }

        public byte @Nullable [] valueBytes() {
            return value == null ? null : value.getBytes(UTF_8);
        }
    }

    private JournalSample(
            TestWorker worker, UploadRequest request, Function<UploadRequest, String> digest) {
        worker.journal.forEachRecord((key, value) -> entries.add(new Entry(key, value)));
        this.title = String.valueOf(request.title());
        this.digest = digest;
    }

    /** Of a job that went the whole way, with some checkpoints. */
    public static JournalSample completed(Function<UploadRequest, String> digest) {
        TestWorker worker = worker();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    for (int i = 0; i < 10; i++) {
                        checkpoint(context, 10 * (i + 1));
                    }
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.accept(ID);
        worker.passes(Duration.ofMinutes(5));
        return new JournalSample(worker, request(ID), digest);
    }

    /** Of a job that waits for its time, an hour from now. */
    public static JournalSample waiting(Function<UploadRequest, String> digest) {
        TestWorker worker = worker();
        UploadRequest request =
                lecture(ID).options(notBefore(Instant.now().plus(Duration.ofHours(1)))).build();
        var _ = worker.send(request);
        return new JournalSample(worker, request, digest);
    }

    /** Of a job that was put off for nearly an hour when five hundred parts were confirmed. */
    public static JournalSample inTransfer(Function<UploadRequest, String> digest) {
        TestWorker worker = worker();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    checkpoint(context, PARTS);
                    return unavailable(Duration.ofMinutes(55)).run(context);
                });
        worker.start(ID);
        return new JournalSample(worker, request(ID), digest);
    }

    private static TestWorker worker() {
        TestWorker worker = new TestWorker();
        worker.clock.set(Instant.ofEpochMilli(Instant.now().toEpochMilli()));
        return worker;
    }

    private static void checkpoint(StageContext context, int parts) {
        UploadFile file =
                new UploadFile(
                        "0.mp4", 0, 10_000_000_000L, "pin", 16_777_216, "multipart", null, null);
        ConfirmedParts confirmed = ConfirmedParts.of("mp");
        for (int number = 1; number <= parts; number++) {
            confirmed.confirm(number, "\"%032x\"".formatted(number), number);
        }
        context.checkpoint(
                context.upload().with(0, file),
                Optional.of(new StageContext.PartsCheckpoint(0, confirmed)),
                List.of());
    }

    /** The request of a job that was written under an id. */
    public static UploadRequest request(String id) {
        return lecture(id).build();
    }

    /** Everything that was ever written, under an id of 13 characters. */
    public List<Entry> history(String id) {
        String real = digest.apply(request(id));
        return entries.stream()
                .map(entry ->
                        new Entry(
                                named(entry.key(), id, real),
                                entry.value() == null ? null : named(entry.value(), id, real)))
                .toList();
    }

    /** What compaction leaves of it, tombstones aside. */
    public List<Entry> compacted(String id) {
        List<Entry> history = history(id);
        Map<String, Entry> latest = new HashMap<>();
        history.forEach(entry -> latest.put(entry.key(), entry));
        return history.stream()
                .filter(entry -> entry.value() != null && entry.equals(latest.get(entry.key())))
                .toList();
    }

    private String named(String text, String id, String real) {
        return text.replace(ID, id).replace("digest of " + title, real);
    }
}
