package io.panoptoupload.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the outcome topic alone says: which requests were refused, as no job was made of them, and
 * how uploads ended that the journal or this view has forgotten and somebody asks for again.
 */
public final class OutcomeEntries {
    private static final String REJECTED = "panopto.upload.rejected.v1";
    private static final Set<String> ENDED =
            Set.of(
                    "panopto.upload.completed.v1",
                    "panopto.upload.failed.v1",
                    "panopto.upload.cancelled.v1");
    private static final int MAX_MESSAGE = 300;
    private static final Logger log = LoggerFactory.getLogger(OutcomeEntries.class);

    private final Uploads uploads;
    private final JsonMapper json;

    public OutcomeEntries(Uploads uploads, JsonMapper json) {
        this.uploads = uploads;
        this.json = json;
    }

    /** Takes a record of the outcome topic; what says nothing new is passed over unread. */
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        @Nullable UploadEntry entry = null;
        try {
            if (isWanted(record)) {
                entry = entry(json.readValue(record.value(), OutcomeEvent.class), record);
            }
        } catch (RuntimeException e) {
            // Also of an event that lacks what each has.
            log.warn(
                    "the event at offset {} of {}-{} cannot be read by this version",
                    record.offset(),
                    record.topic(),
                    record.partition());
            log.debug("cause", e);
        }
        if (entry != null) {
            uploads.put(List.of(entry));
        }
    }

    /** Of an end only if there is something that it can settle: most ends are the journal's. */
    private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        @Nullable Header header = record.headers().lastHeader(CloudEvents.TYPE_HEADER);
        String type = header == null ? "" : new String(header.value(), UTF_8);
        return type.equals(REJECTED)
                || (ENDED.contains(type)
                        && uploads.get(new String(record.key(), UTF_8))
                                .filter(known -> !known.isJob())
                                .isPresent());
    }

    private static @Nullable UploadEntry entry(
            OutcomeEvent event, ConsumerRecord<byte[], byte[]> record) {
        return switch (event) {
            case OutcomeEvent.Rejected refused ->
                    entry(refused, UploadState.REJECTED, end(refused.error()), record);
            case OutcomeEvent.Failed failed ->
                    entry(failed, UploadState.FAILED, end(failed.error()), record);
            case OutcomeEvent.Cancelled cancelled ->
                    entry(cancelled, UploadState.CANCELLED, end(cancelled.error()), record);
            case OutcomeEvent.Completed completed ->
                    entry(
                            completed,
                            UploadState.COMPLETED,
                            new UploadEntry.End(
                                    null, completed.sessionId(), completed.viewerUrl(), false),
                            record);
            default -> null;
        };
    }

    private static UploadEntry entry(
            OutcomeEvent event,
            UploadState state,
            UploadEntry.End end,
            ConsumerRecord<byte[], byte[]> record) {
        Instant occurred = event.header().occurredAt();
        return new UploadEntry(
                Objects.requireNonNull(event.requestId(), "requestId"),
                state,
                Objects.requireNonNullElse(event.header().acceptedAt(), occurred),
                UploadEntry.Recording.UNKNOWN,
                new UploadEntry.Source(
                        UploadEntry.Kind.OUTCOME, record.partition(), record.offset()),
                null,
                new UploadEntry.Progress(
                        null,
                        Objects.requireNonNullElse(event.header().attempt(), 0),
                        occurred,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null),
                end);
    }

    private static UploadEntry.End end(UploadError error) {
        return new UploadEntry.End(
                new UploadError(
                        error.code(),
                        OneLine.shortened(error.message(), MAX_MESSAGE),
                        error.retryable(),
                        null),
                null,
                null,
                false);
    }
}
