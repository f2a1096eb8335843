package io.panoptoupload.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.panoptoupload.gateway.kafka.OutcomeHistory;
import io.panoptoupload.gateway.view.UploadDetails;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An upload as it is shown; what is not known is absent.
 *
 * @param state as the metrics name it, or {@code rejected}
 * @param stage that is due, or in which it ended
 * @param acceptedAt when a worker accepted it
 * @param since when it came to where it is
 * @param nextAttemptAt when it is tried again, or may begin, at the earliest
 * @param bytesSent of all files together
 * @param percent 0–100
 * @param secondsLeft an estimate
 * @param error that it ended with, or waits for
 * @param files those that were begun; of one upload only
 * @param events that the outcome topic still keeps; of one upload only
 * @param eventsComplete false if events are missing: older than the topic keeps, or too many
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UploadView(
        String requestId,
        @Nullable String title,
        @Nullable String folderId,
        String state,
        @Nullable String stage,
        @Nullable Integer attempt,
        @Nullable Instant acceptedAt,
        Instant since,
        @Nullable Instant nextAttemptAt,
        @Nullable Long bytesSent,
        @Nullable Long bytesTotal,
        @Nullable Double percent,
        @Nullable Long bytesPerSecond,
        @Nullable Long secondsLeft,
        @Nullable UploadError error,
        @Nullable String sessionId,
        @Nullable String viewerUrl,
        @Nullable List<FileView> files,
        @Nullable List<JsonNode> events,
        @Nullable Boolean eventsComplete) {

    /**
     * A file.
     *
     * @param bytesSent absent while several are under way
     * @param bytesTotal absent if its source does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FileView(String name, @Nullable Long bytesSent, @Nullable Long bytesTotal) {}

    static UploadView of(UploadEntry entry) {
        return of(entry, entry.end().error(), null, null);
    }

    static UploadView of(
            UploadEntry entry,
            Optional<UploadDetails.Details> details,
            OutcomeHistory.Events events) {
        return of(
                entry,
                details.map(UploadDetails.Details::error).orElse(entry.end().error()),
                details.stream()
                        .flatMap(known -> known.files().stream())
                        .map(file -> new FileView(file.name(), file.bytesSent(), file.bytesTotal()))
                        .toList(),
                events);
    }

    private static UploadView of(
            UploadEntry entry,
            @Nullable UploadError error,
            @Nullable List<FileView> files,
            OutcomeHistory.@Nullable Events events) {
        UploadEntry.Progress progress = entry.progress();
        UploadEntry.Rate rate = progress.rate();
        return new UploadView(
                entry.requestId(),
                entry.recording().title(),
                entry.recording().folderId(),
                entry.state().wireName(),
                progress.stage() == null ? null : progress.stage().wireName(),
                progress.attempt() == 0 ? null : progress.attempt(),
                entry.acceptedAt(),
                progress.since(),
                progress.nextAttemptAt(),
                entry.isJob() ? progress.bytesSent() : null,
                progress.bytesTotal(),
                progress.percent(),
                rate == null ? null : rate.bytesPerSecond(),
                rate == null ? null : rate.secondsLeft(),
                error,
                entry.end().sessionId(),
                entry.end().viewerUrl(),
                files,
                events == null ? null : asPublished(events.events()),
                events == null ? null : events.complete());
    }

    /** Of a number read and written again not every digit is left. */
    private static List<JsonNode> asPublished(List<OutcomeHistory.Event> events) {
        return events.stream()
                .<JsonNode>map(
                        event -> JsonNodeFactory.instance.rawValueNode(new RawValue(event.text())))
                .toList();
    }
}
