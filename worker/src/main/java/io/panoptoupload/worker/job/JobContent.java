package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.journal.KafkaFaults;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run of a job is to upload.
 *
 * @param request what goes into the current upload
 * @param remaining the same with all streams that are not in the session yet
 * @param hasOptionalSlides whether the upload could go without an optional presentation
 * @param unreadable why it stands for a request that cannot be read; null when it is the one
 */
record JobContent(
        UploadRequest request,
        UploadRequest remaining,
        boolean hasOptionalSlides,
        @Nullable Throwable unreadable) {
    private static final Logger log = LoggerFactory.getLogger(JobContent.class);

    /** Without its request a job can still be put off, cancelled and given up. */
    static JobContent of(UploadJob job, OpenJob open, JobStore store) throws InterruptedException {
        Recorded recorded = recorded(job, open.partition().number(), store);
        return of(job, recorded.request(), recorded.unreadable());
    }

    /** All that a job was to upload, or what stands for it. */
    static UploadRequest whole(UploadJob job, int partition, JobStore store)
            throws InterruptedException {
        return recorded(job, partition, store).request();
    }

    private record Recorded(UploadRequest request, @Nullable Throwable unreadable) {}

    private static Recorded recorded(UploadJob job, int partition, JobStore store)
            throws InterruptedException {
        try {
            return new Recorded(store.request(partition, job.id(), job.offsets()), null);
        } catch (RuntimeException | StackOverflowError e) {
            if (KafkaFaults.isCauseOf(e)) {
                throw e;
            }
            return new Recorded(standIn(job), e);
        }
    }

    private static UploadRequest standIn(UploadJob job) {
        return UploadRequest.builder(job.id())
                .folderId(job.identity().folderId())
                .title(job.identity().title())
                .extensions(job.lastEvent().header().extensions())
                .build();
    }

    private static JobContent of(UploadJob job, UploadRequest whole, @Nullable Throwable fault) {
        boolean leftOut = job.attempt().slidesLeftOut();
        UploadRequest remaining =
                AddedStreams.remaining(
                        leftOut ? withoutOptionalSlides(whole) : whole, job.attempt());
        return new JobContent(
                AddedStreams.current(remaining),
                remaining,
                !leftOut && whole.slides().stream().anyMatch(Slides::optional),
                fault);
    }

    private static UploadRequest withoutOptionalSlides(UploadRequest whole) {
        return UploadRequest.builder(whole)
                .slides(whole.slides().stream().filter(each -> !each.optional()).toList())
                .build();
    }

    boolean hasMoreStreams() {
        return remaining.streams().size() > request.streams().size();
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
}
