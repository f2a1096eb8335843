package io.panoptoupload.worker.job;

import io.panoptoupload.worker.stage.EndChecks;
import io.panoptoupload.worker.stage.SessionMatcher;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.topics.TopicIds;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.util.NameTransformer;

import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The names that the journal's records have in JSON. They are the format: journals in use are full
 * of them, so they stay, whatever the Java components are called. What a record holds of the
 * published contract, requests and events, is named there.
 */
final class JournalFormat extends NopAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1L;

    /** Of each record, in the order of its components. */
    static final Map<Class<? extends Record>, List<String>> NAMES =
            Map.ofEntries(
                    Map.entry(
                            InputPosition.class,
                            List.of(
                                    "next",
                                    "partitions",
                                    "topics",
                                    "epoch",
                                    "rereadUntil",
                                    "suspect",
                                    "waits",
                                    "unreadable",
                                    "writers")),
                    Map.entry(InputPosition.Waits.class, List.of("since", "limit")),
                    Map.entry(InputPosition.Unreadable.class, List.of("since", "offset")),
                    Map.entry(InputPosition.Writers.class, List.of("group", "requests")),
                    Map.entry(
                            TopicIds.class,
                            List.of("requests", "outcomes", "journal", "deadLetter")),
                    Map.entry(
                            UploadJob.class,
                            List.of(
                                    "identity",
                                    "attempt",
                                    "state",
                                    "upload",
                                    "offsets",
                                    "lastEvent")),
                    Map.entry(
                            UploadJob.State.class,
                            List.of("phase", "phaseAt", "dueAt", "parked", "durations")),
                    Map.entry(
                            UploadJob.Identity.class,
                            List.of(
                                    "id",
                                    "digest",
                                    "acceptedAt",
                                    "priority",
                                    "deadline",
                                    "traceparent",
                                    "title",
                                    "folderId")),
                    Map.entry(
                            UploadJob.Attempt.class,
                            List.of(
                                    "number",
                                    "startedAt",
                                    "uploads",
                                    "resumeAt",
                                    "slidesLeftOut",
                                    "added",
                                    "withdrawsFormer",
                                    "acceptedAt")),
                    Map.entry(UploadJob.Parked.class, List.of("times", "since", "error")),
                    Map.entry(
                            Upload.class,
                            List.of(
                                    "id",
                                    "files",
                                    "panoptoState",
                                    "panoptoMessage",
                                    "finalised",
                                    "addedTo",
                                    "clue",
                                    "endChecks",
                                    "chunked",
                                    "access")),
                    Map.entry(SessionMatcher.class, List.of("title", "sessionId")),
                    Map.entry(
                            EndChecks.class,
                            List.of("dead", "unknown", "finalised", "removed", "begun")),
                    Map.entry(
                            UploadFile.class,
                            List.of(
                                    "objectName",
                                    "restarts",
                                    "size",
                                    "pin",
                                    "partSize",
                                    "multipartId",
                                    "crc32",
                                    "doubts")),
                    Map.entry(JobOffsets.class, List.of("request", "parts")),
                    Map.entry(PartsChunk.class, List.of("multipartId", "partSize", "pin", "parts")),
                    Map.entry(FilesChunk.class, List.of("uploadId", "files")),
                    Map.entry(Cancel.class, List.of("reason", "receivedAt")));

    static String nameOf(Phase phase) {
        return switch (phase) {
            case ACCEPTED -> "ACCEPTED";
            case CREATED -> "CREATED";
            case TRANSFERRED -> "TRANSFERRED";
            case MANIFESTED -> "MANIFESTED";
            case ARMED -> "ARMED";
            case PROCESSING -> "PROCESSING";
            case WITHDRAWING -> "WITHDRAWING";
            case COMPLETED -> "COMPLETED";
            case FAILED -> "FAILED";
            case CANCELLED -> "CANCELLED";
        };
    }

    /** The parameter of the record's constructor names the component, for reading and writing. */
    @Override
    public @Nullable PropertyName findNameForDeserialization(
            MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)) {
            return null;
        }
        Class<?> record = parameter.getDeclaringClass();
        List<String> names = NAMES.get(record);
        if (names == null) {
            return null;
        }
        if (names.size() != record.getRecordComponents().length) {
            throw new IllegalStateException(
                    "every component of %s needs its name in the journal".formatted(record));
        }
        return PropertyName.construct(names.get(parameter.getIndex()));
    }

    /** The fields of a job's state are written into the job's own object. */
    @Override
    public @Nullable NameTransformer findUnwrappingNameTransformer(
            MapperConfig<?> config, AnnotatedMember member) {
        return member.getRawType() == UploadJob.State.class ? NameTransformer.NOP : null;
    }

    /** A record is stored as its components, without what its methods derive from them. */
    @Override
    public boolean hasIgnoreMarker(MapperConfig<?> config, AnnotatedMember member) {
        return member instanceof AnnotatedMethod
                && NAMES.containsKey(member.getDeclaringClass())
                && Arrays.stream(member.getDeclaringClass().getRecordComponents())
                        .noneMatch(component -> component.getAccessor().equals(member.getMember()));
    }

    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] values, String[] names) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Phase phase) {
                names[i] = nameOf(phase);
            }
        }
        return names;
    }
}
