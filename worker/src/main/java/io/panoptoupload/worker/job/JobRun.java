package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.stage.ConfirmedParts;
import io.panoptoupload.worker.stage.News;
import io.panoptoupload.worker.stage.Task;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One run of one job: what is recorded so far, and the means to record more. */
final class JobRun implements Task {
    private static final Logger log = LoggerFactory.getLogger(JobRun.class);

    private final OpenJob open;
    private final JobStore store;
    private final InstantSource clock;
    private final JobSettings settings;
    private final UploadRequest request;
    private final UploadRequest remaining;
    private final boolean slidesToLeaveOut;
    private final @Nullable Throwable unreadable;
    private JobRecords recorded;
    private UploadJob job;
    private Instant checkpointAt;
    private @Nullable UploadSession session;

    JobRun(OpenJob open, JobStore store, InstantSource clock, JobSettings settings)
            throws InterruptedException {
        this.open = open;
        this.store = store;
        this.clock = clock;
        this.settings = settings;
        this.recorded = store.records(open);
        this.job = recorded.job();
        Content content = content();
        this.unreadable = content.unreadable();
        UploadRequest whole = content.request();
        this.slidesToLeaveOut =
                !job.attempt().slidesLeftOut()
                        && whole.slides().stream().anyMatch(Slides::optional);
        this.remaining =
                AddedStreams.remaining(
                        job.attempt().slidesLeftOut() ? withoutOptionalSlides(whole) : whole,
                        job.attempt());
        this.request = AddedStreams.current(remaining);
        this.checkpointAt = clock.instant();
    }

    /**
     * What is to be uploaded.
     *
     * @param unreadable why it stands for a request that cannot be read; null when it is the one
     */
    private record Content(UploadRequest request, @Nullable Throwable unreadable) {}

    /** Without its request a job can still be put off, cancelled and given up. */
    private Content content() throws InterruptedException {
        try {
            return new Content(
                    store.request(open.partition().number(), open.id(), job.offsets()), null);
        } catch (RuntimeException | StackOverflowError e) {
            if (KafkaFaults.isCauseOf(e)) {
                throw e;
            }
            UploadRequest none =
                    UploadRequest.builder(job.id())
                            .extensions(job.lastEvent().header().extensions())
                            .build();
            return new Content(none, e);
        }
    }

    UploadJob job() {
        return job;
    }

    /**
     * @throws TransientFault INTERNAL when the request cannot be read, which another worker may
     */
    void checkReadable() {
        if (unreadable != null) {
            log.error("the request cannot be read from the journal", unreadable);
            throw new TransientFault(
                    ErrorCode.INTERNAL,
                    "The worker cannot read this request from its journal; its log has the details."
                            + " It tries again.",
                    unreadable);
        }
    }

    /** Whether the upload holds presentations that the recording can do without. */
    boolean hasOptionalSlides() {
        return slidesToLeaveOut;
    }

    /** Whether more streams are to be added to the session after this one. */
    boolean hasMoreStreams() {
        return remaining.streams().size() > request.streams().size();
    }

    private static UploadRequest withoutOptionalSlides(UploadRequest whole) {
        return UploadRequest.builder(whole)
                .slides(whole.slides().stream().filter(each -> !each.optional()).toList())
                .build();
    }

    /** Makes a changed job durable, with the events that tell of the change. */
    void record(UploadJob changed, List<News> news) {
        record(changed, Optional.empty(), news);
    }

    /** When to look again is worth a record only together with something that changed. */
    void lookAgain(UploadJob waiting, List<News> news) {
        boolean unchanged = job.parked() == null && Objects.equals(waiting.upload(), job.upload());
        if (news.isEmpty() && unchanged) {
            job = waiting;
            open.postpone(waiting.dueAt());
        } else {
            record(waiting, news);
        }
    }

    private void record(UploadJob changed, Optional<PartsCheckpoint> parts, List<News> news) {
        UploadJob next = changed;
        List<OutcomeEvent> events = new ArrayList<>();
        for (News each : news) {
            OutcomeEvent event = each.event(header(next, next.sequence() + 1));
            events.add(event);
            next = next.told(event);
        }
        JobChange change = new JobChange(store, open, recorded, next, parts, events);
        await(store.record(open, change));
        recorded = change.after();
        job = recorded.job();
        checkpointAt = clock.instant();
        open.alive(checkpointAt);
    }

    private EventHeader header(UploadJob told, long sequence) {
        return new EventHeader(
                told.id(),
                told.identity().acceptedAt(),
                sequence,
                clock.instant(),
                settings.worker(),
                told.attempt().number(),
                request.extensions());
    }

    /**
     * Not to be interrupted: the record is on its way, and what follows depends on whether it
     * arrives. The writer answers or refuses every record in the end.
     */
    private static void await(CompletableFuture<Void> written) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    written.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof OwnershipLost lost) {
                        throw new OwnershipLost(String.valueOf(lost.getMessage()), lost);
                    }
                    throw new IllegalStateException("the record could not be made", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public UploadRequest request() {
        return request;
    }

    @Override
    public UploadRequest remaining() {
        return remaining;
    }

    @Override
    public Upload upload() {
        return job.currentUpload()
                .orElseThrow(() -> new IllegalStateException("there is no upload yet"));
    }

    @Override
    public ConfirmedParts confirmedParts(int file) throws InterruptedException {
        return store.parts(
                open.partition().number(),
                open.id(),
                job.offsets(),
                file,
                upload().file(file).orElseThrow());
    }

    @Override
    public void checkpoint(Upload upload, Optional<PartsCheckpoint> parts, List<News> news) {
        boolean progress =
                parts.isPresent() || upload.bytesTransferred() > upload().bytesTransferred();
        record(job.with(upload).waiting(job.dueAt(), progress ? null : job.parked()), parts, news);
    }

    @Override
    public void checkTime() {
        Instant deadline = job.identity().deadline();
        if (deadline != null && !clock.instant().isBefore(deadline)) {
            throw new PermanentFault(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The upload was not complete by its deadline "
                            + deadline
                            + "; send a retry command with a later one if it is still wanted.");
        }
    }

    @Override
    public boolean checkpointDue() {
        Duration since = Duration.between(checkpointAt, clock.instant());
        return since.compareTo(settings.checkpointInterval()) >= 0;
    }

    @Override
    public boolean isArmed() {
        return job.phase().mayPublish();
    }

    @Override
    public void arm() {
        Phase before = job.phase();
        record(before == Phase.ARMED ? job : job.moveTo(Phase.ARMED, now()), List.of());
        if (before != Phase.ARMED) {
            log.info("{} → {} (attempt {})", before, Phase.ARMED, job.attempt().number());
        }
    }

    @Override
    public boolean isCancelled() {
        return open.cancel().isPresent();
    }

    /** What the cancel command said; null for nothing, or for what cannot be read any more. */
    @Nullable String cancelReason() throws InterruptedException {
        @Nullable HeldCancel cancel = open.cancel().orElse(null);
        try {
            return cancel == null ? null : store.reason(open.partition().number(), cancel);
        } catch (RuntimeException | StackOverflowError e) {
            if (KafkaFaults.isCauseOf(e)) {
                throw e;
            }
            log.error("the reason for the cancel cannot be read from the journal", e);
            return null;
        }
    }

    /** The trace that the request came with. */
    Optional<String> traceparent() {
        return Optional.ofNullable(job.identity().traceparent());
    }

    @Override
    public Duration sinceStageBegan() {
        return job.since(now());
    }

    @Override
    public Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public void session(UploadSession shown) {
        session = shown;
    }

    private Instant now() {
        return clock.instant();
    }
}
