package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.Transfer;
import io.panoptoupload.worker.journal.UnreadableJournal;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/** Jobs for programs, by the names that the gateway's calls have for them, too. */
final class StatusJson {
    private final JsonMapper json;

    StatusJson(JsonMapper json) {
        this.json = json;
    }

    /**
     * All that is known.
     *
     * @param positions by partition, how far requests are taken in
     * @param unreadable by partition, where the journal cannot be read any further
     */
    String all(
            List<JobStatus> jobs,
            Map<Integer, InputPosition> positions,
            Map<Integer, UnreadableJournal> unreadable) {
        ObjectNode document = json.createObjectNode();
        ArrayNode items = document.putArray("items");
        jobs.forEach(job -> items.add(fields(job)));
        positions.forEach((partition, position) -> heldUp(document, partition, position));
        unreadable.forEach((partition, place) ->
                document.withArray("unreadableJournal")
                        .addObject()
                        .put("partition", partition)
                        .put("offset", place.offset())
                        .put("reason", place.reason()));
        return json.writeValueAsString(document);
    }

    /** Nothing is added for a partition that gets on. */
    private static void heldUp(ObjectNode document, int partition, InputPosition position) {
        InputPosition.Waits waits = position.waits();
        if (waits != null) {
            document.withArray("waiting")
                    .addObject()
                    .put("partition", partition)
                    .put("since", waits.since().toString())
                    .put("limit", waits.limit());
        }
        InputPosition.Unreadable unreadable = position.unreadable();
        if (unreadable != null) {
            document.withArray("unreadable")
                    .addObject()
                    .put("partition", partition)
                    .put("since", unreadable.since().toString())
                    .put("offset", unreadable.offset());
        }
    }

    String one(JobStatus job, List<OutcomeFeed.ReceivedEvent> events) {
        ObjectNode document = fields(job);
        ArrayNode history = document.putArray("events");
        events.forEach(each -> history.add(json.readTree(each.json())));
        return json.writeValueAsString(document);
    }

    private ObjectNode fields(JobStatus job) {
        ObjectNode fields = json.createObjectNode();
        fields.put("requestId", job.requestId());
        put(fields, "title", job.recording().title());
        put(fields, "folderId", job.recording().folderId());
        fields.put("state", JobStates.name(job.progress().state()));
        put(fields, "stage", job.progress().stage());
        fields.put("attempt", job.progress().attempt());
        fields.put("acceptedAt", job.history().acceptedAt().toString());
        fields.put("since", job.progress().since().toString());
        put(fields, "nextAttemptAt", job.progress().nextAttemptAt());
        ArrayNode files = fields.putArray("files");
        for (Transfer.FileBytes each : job.transfer().files()) {
            ObjectNode file = files.addObject().put("name", each.name());
            put(file, "bytesSent", each.bytesSent());
            put(file, "bytesTotal", each.bytesTotal());
        }
        fields.put("bytesSent", job.transfer().bytesSent());
        put(fields, "bytesTotal", job.transfer().bytesTotal());
        put(fields, "percent", job.transfer().percent());
        put(fields, "bytesPerSecond", job.transfer().bytesPerSecond());
        put(fields, "secondsLeft", job.transfer().secondsLeft());
        put(fields, "bandwidthLimit", job.transfer().bandwidthLimit());
        put(fields, "error", job.progress().lastError());
        put(fields, "uploadId", job.panopto().uploadId());
        put(fields, "sessionId", job.panopto().sessionId());
        put(fields, "viewerUrl", job.panopto().viewerUrl());
        fields.put("worker", job.history().worker());
        fields.put("sequence", job.history().sequence());
        return fields;
    }

    private void put(ObjectNode fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.set(name, json.valueToTree(value));
        }
    }
}
