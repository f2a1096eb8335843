package io.panoptoupload.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;

/** Requests that workers refused: no job was made of them, so their events are all there is. */
public final class Rejections {
    private static final String TYPE = "panopto.upload.rejected.v1";
    private static final int MAX_MESSAGE = 300;
    private static final Logger log = LoggerFactory.getLogger(Rejections.class);

    private final Uploads uploads;
    private final JsonMapper json;

    public Rejections(Uploads uploads, JsonMapper json) {
        this.uploads = uploads;
        this.json = json;
    }

    /** Takes a record of the outcome topic; all but refusals are passed over unread. */
    public void take(ConsumerRecord<byte[], byte[]> record) {
        @Nullable Header type = record.headers().lastHeader(CloudEvents.TYPE_HEADER);
        if (type == null
                || record.value() == null
                || !TYPE.equals(new String(type.value(), UTF_8))) {
            return;
        }
        try {
            if (json.readValue(record.value(), OutcomeEvent.class)
                    instanceof OutcomeEvent.Rejected rejected) {
                uploads.put(List.of(entry(rejected, record)));
            }
        } catch (JacksonException e) {
            log.warn(
                    "the event at offset {} of {}-{} cannot be read by this version",
                    record.offset(),
                    record.topic(),
                    record.partition());
        }
    }

    private static UploadEntry entry(
            OutcomeEvent.Rejected event, ConsumerRecord<byte[], byte[]> record) {
        Instant at = event.header().occurredAt();
        UploadError error = event.error();
        String message = error.message();
        return new UploadEntry(
                event.requestId(),
                UploadState.REJECTED,
                at,
                UploadEntry.Recording.UNKNOWN,
                new UploadEntry.Source(
                        UploadEntry.Kind.REJECTION, record.partition(), record.offset()),
                null,
                new UploadEntry.Progress(null, 0, at, 0, null, null, null, null, null),
                new UploadEntry.End(
                        new UploadError(
                                error.code(),
                                message.length() <= MAX_MESSAGE
                                        ? message
                                        : message.substring(0, MAX_MESSAGE) + "…",
                                error.retryable(),
                                null),
                        null,
                        null,
                        false));
    }
}
