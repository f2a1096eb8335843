package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.stage.UploadStage;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests and faults, as the behaviour tests begin with them. */
final class Given {
    private Given() {}

    static UploadRequestBuilder lecture(String id) {
        return UploadRequest.builder(id)
                .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                .title("Algorithms, week 12")
                .streams(List.of(Stream.of(Source.of("file:///tmp/a.mp4"), Role.PRIMARY)));
    }

    static UploadRequest request(String id) {
        return lecture(id).build();
    }

    static Options deadline(Instant time) {
        return new Options(Priority.NORMAL, null, time);
    }

    static Options notBefore(Instant time) {
        return new Options(Priority.NORMAL, time, null);
    }

    static Options priority(Priority priority) {
        return new Options(priority, null, null);
    }

    static UploadStage unavailable(@Nullable Duration retryAfter) {
        return _ -> {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE, "Panopto is away.", null, retryAfter);
        };
    }

    static UploadStage turnedAway() {
        return _ -> {
            throw TransientFault.notAttempted(
                    ErrorCode.PANOPTO_UNAVAILABLE, "The breaker is open.", null, null);
        };
    }

    static UploadStage refused() {
        return _ -> {
            throw new PermanentFault(ErrorCode.FOLDER_NOT_FOUND, "There is no such folder.");
        };
    }

    /** What is put off for so long that the job is given up. */
    static UploadStage givenUp(ErrorCode code) {
        return _ -> {
            throw new TransientFault(code, "Not now.", null, Duration.ofHours(25));
        };
    }

    /** As a transfer that gets on. */
    static void confirmsAPart(StageContext context) {
        beginsAFile(context);
        ConfirmedParts parts = ConfirmedParts.of("mp");
        parts.confirm(1, "etag", 1);
        context.checkpoint(
                context.upload(),
                Optional.of(new StageContext.PartsCheckpoint(0, parts)),
                List.of());
    }

    /** As a transfer that gets nowhere. */
    static void beginsAFile(StageContext context) {
        UploadFile file = new UploadFile("0.mp4", 0, 30, "pin", 10, "mp", null, null);
        context.checkpoint(context.upload().with(0, file), Optional.empty(), List.of());
    }
}
