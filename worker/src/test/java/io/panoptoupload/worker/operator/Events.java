package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events as the outcome topic has them. */
final class Events {
    static final Instant ACCEPTED_AT = Instant.parse("2026-11-23T09:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Events() {}

    static OutcomeFeed.ReceivedEvent received(OutcomeEvent event, String ceId) {
        return new OutcomeFeed.ReceivedEvent(event, ceId, JSON.writeValueAsString(event));
    }

    static OutcomeFeed.ReceivedEvent received(OutcomeEvent event) {
        return received(event, "id of " + event.requestId() + "/" + event.header().sequence());
    }

    static OutcomeFeed.ReceivedEvent accepted(String id, long sequence) {
        return received(new OutcomeEvent.Accepted(header(id, sequence), 42_000_000L));
    }

    static OutcomeFeed.ReceivedEvent progress(String id, long sequence, double percent) {
        return received(
                new OutcomeEvent.Progress(
                        header(id, sequence),
                        Stage.TRANSFER,
                        "00-cam.mp4",
                        1,
                        2L,
                        percent,
                        12_300_000L,
                        3_725L));
    }

    /** Of 1 GB. */
    static OutcomeFeed.ReceivedEvent progress(String id, long sequence, long sent, long confirmed) {
        return received(
                new OutcomeEvent.Progress(
                        header(id, sequence),
                        Stage.TRANSFER,
                        "00-cam.mp4",
                        sent,
                        1_000_000_000L,
                        sent / 1e7,
                        12_300_000L,
                        60L,
                        null,
                        confirmed));
    }

    static OutcomeFeed.ReceivedEvent completed(String id, long sequence, TransferredFile... files) {
        return received(
                new OutcomeEvent.Completed(
                        header(id, sequence),
                        "s",
                        "https://p/v?id=s",
                        null,
                        null,
                        List.of(files),
                        1,
                        Map.of()));
    }

    static OutcomeFeed.ReceivedEvent failed(String id, long sequence) {
        return received(
                new OutcomeEvent.Failed(
                        header(id, sequence), error("gone\u001b[2J\nfor good"), null));
    }

    static OutcomeFeed.ReceivedEvent rejected(String id, String ceId) {
        return received(
                new OutcomeEvent.Rejected(
                        EventHeader.ofRejected(id, ACCEPTED_AT, "w", Map.of()), error("no")),
                ceId);
    }

    static EventHeader header(String id, long sequence) {
        return new EventHeader(
                id, ACCEPTED_AT, sequence, ACCEPTED_AT.plusSeconds(sequence), "w", 1, Map.of());
    }

    static UploadError error(String message) {
        return new UploadError(ErrorCode.SOURCE_NOT_FOUND, message, false, null);
    }
}
