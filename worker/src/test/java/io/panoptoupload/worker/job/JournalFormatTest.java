package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.worker.stage.EndChecks;
import io.panoptoupload.worker.stage.SessionMatcher;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.topics.TopicIds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.json.JsonMapper;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class JournalFormatTest {
    private static final String JOB =
            """
            {
              "identity": {
                "id": "a",
                "digest": "d1",
                "acceptedAt": "2026-11-23T09:00:00.001Z",
                "priority": "high",
                "deadline": "2026-11-24T09:00:00Z",
                "traceparent": "00-1-2-01",
                "title": "Algorithms, week 12",
                "folderId": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11"
              },
              "attempt": {
                "number": 2,
                "startedAt": "2026-11-23T09:00:01Z",
                "uploads": 3,
                "resumeAt": "ARMED",
                "slidesLeftOut": true,
                "added": [ { "name": "0-screen.mp4", "sizeBytes": 7, "crc32": "0000000a" } ],
                "withdrawsFormer": true,
                "acceptedAt": "2026-11-23T09:00:00.500Z"
              },
              "phase": "WITHDRAWING",
              "phaseAt": "2026-11-23T09:00:02Z",
              "dueAt": "2026-11-23T09:00:03Z",
              "parked": {
                "times": 4,
                "since": "2026-11-23T09:00:04Z",
                "error": { "code": "INTERNAL", "message": "m", "retryable": true }
              },
              "upload": {
                "id": "u",
                "files": [
                  {
                    "objectName": "0.mp4",
                    "restarts": 5,
                    "size": 6,
                    "pin": "6 p",
                    "partSize": 8,
                    "multipartId": "mp",
                    "crc32": "0000000b",
                    "doubts": 9
                  }
                ],
                "panoptoState": 3,
                "panoptoMessage": "pm",
                "finalised": true,
                "addedTo": "s",
                "clue": { "title": "t", "sessionId": "si" },
                "endChecks": { "dead": 13, "unknown": 14, "finalised": 15, "removed": true, "begun": true },
                "chunked": true,
                "access": "restricted"
              },
              "durations": { "create": "PT1S", "transfer": "PT2S" },
              "offsets": { "request": 10, "parts": { "0:0": 11 } },
              "lastEvent": {
                "type": "finalised",
                "requestId": "a",
                "acceptedAt": "2026-11-23T09:00:00.001Z",
                "sequence": 12,
                "occurredAt": "2026-11-23T09:00:05Z",
                "worker": "w",
                "attempt": 2
              }
            }
            """;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final JournalJson json = new JournalJson(mapper);

    @Test
    void every_field_of_a_job_is_read_as_what_it_is_and_written_under_the_same_name() {
        UploadJob job = json.job(JOB.getBytes(UTF_8));
        assertThat(mapper.readTree(json.of(job))).isEqualTo(mapper.readTree(JOB));

        UploadJob.Identity identity = job.identity();
        assertThat(identity.id()).isEqualTo("a");
        assertThat(identity.digest()).isEqualTo("d1");
        assertThat(identity.acceptedAt()).isEqualTo("2026-11-23T09:00:00.001Z");
        assertThat(identity.priority()).isEqualTo(Priority.HIGH);
        assertThat(identity.deadline()).isEqualTo("2026-11-24T09:00:00Z");
        assertThat(identity.traceparent()).isEqualTo("00-1-2-01");
        assertThat(identity.title()).isEqualTo("Algorithms, week 12");
        assertThat(identity.folderId()).isEqualTo("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");

        UploadJob.Attempt attempt = job.attempt();
        assertThat(attempt.number()).isEqualTo(2);
        assertThat(attempt.startedAt()).isEqualTo("2026-11-23T09:00:01Z");
        assertThat(attempt.uploads()).isEqualTo(3);
        assertThat(attempt.resumeAt()).isEqualTo(Phase.ARMED);
        assertThat(attempt.slidesLeftOut()).isTrue();
        assertThat(attempt.streamsAdded())
                .containsExactly(new TransferredFile("0-screen.mp4", 7, "0000000a"));
        assertThat(attempt.withdrawsFormerContent()).isTrue();
        assertThat(attempt.acceptedAt()).isEqualTo("2026-11-23T09:00:00.500Z");

        assertThat(job.phase()).isEqualTo(Phase.WITHDRAWING);
        assertThat(job.phaseAt()).isEqualTo("2026-11-23T09:00:02Z");
        assertThat(job.dueAt()).isEqualTo("2026-11-23T09:00:03Z");
        assertThat(job.parked())
                .satisfies(parked -> {
                    assertThat(parked.times()).isEqualTo(4);
                    assertThat(parked.since()).isEqualTo("2026-11-23T09:00:04Z");
                    assertThat(parked.error().code()).isEqualTo(ErrorCode.INTERNAL);
                });
        assertThat(job.state().durations())
                .isEqualTo(
                        Map.of(
                                Stage.CREATE,
                                Duration.ofSeconds(1),
                                Stage.TRANSFER,
                                Duration.ofSeconds(2)));
        assertThat(job.offsets().request()).isEqualTo(10);
        assertThat(job.offsets().parts()).isEqualTo(Map.of("0:0", 11L));
        assertThat(job.lastEvent()).isInstanceOf(OutcomeEvent.Finalised.class);
        assertThat(job.sequence()).isEqualTo(12);
    }

    /** Which requests could once have, and which Jackson writes and does not read. */
    @Test
    void names_with_half_of_a_character_are_read() {
        String halved =
                JOB.replace(
                        "\"worker\": \"w\"", "\"worker\": \"w\", \"extensions\": {\"\\ud800\": 1}");
        UploadJob job = json.job(halved.getBytes(UTF_8));
        assertThat(job.lastEvent().header().extensions()).isEqualTo(Map.of("\ud800", 1));
        assertThat(json.job(json.of(job))).isEqualTo(job);
    }

    @Test
    void every_field_of_an_upload_is_read_as_what_it_is() {
        Upload upload = json.job(JOB.getBytes(UTF_8)).currentUpload().orElseThrow();
        assertThat(upload.id()).isEqualTo("u");
        assertThat(upload.panoptoState()).isEqualTo(3);
        assertThat(upload.panoptoMessage()).isEqualTo("pm");
        assertThat(upload.finalised()).isTrue();
        assertThat(upload.addedTo()).isEqualTo("s");
        assertThat(upload.matcher()).isEqualTo(new SessionMatcher("t", "si"));
        assertThat(upload.endChecks()).isEqualTo(new EndChecks(13, 14, 15, true, true));
        assertThat(upload.access()).isEqualTo(Access.RESTRICTED);

        UploadFile file = upload.file(0).orElseThrow();
        assertThat(file.objectName()).isEqualTo("0.mp4");
        assertThat(file.restarts()).isEqualTo(5);
        assertThat(file.size()).isEqualTo(6);
        assertThat(file.pin()).isEqualTo("6 p");
        assertThat(file.partSize()).isEqualTo(8);
        assertThat(file.multipartId()).isEqualTo("mp");
        assertThat(file.crc32()).isEqualTo("0000000b");
        assertThat(file.consecutiveRejections()).isEqualTo(9);
    }

    @Test
    void an_upload_of_an_earlier_version_knows_no_clue_and_no_checks() {
        String earlier = JOB.replaceAll("(?s),\\s*\"clue\".*?\"access\": \"restricted\"", "");
        Upload upload = json.job(earlier.getBytes(UTF_8)).currentUpload().orElseThrow();
        assertThat(upload.addedTo()).isEqualTo("s");
        assertThat(upload.matcher()).isNull();
        assertThat(upload.endChecks()).isNull();
        assertThat(upload.usesChunks()).isFalse();
        assertThat(upload.access()).isNull();
    }

    @Test
    void what_stands_beside_a_job_is_read_as_what_it_is() {
        String parts =
                "{\"multipartId\":\"mp\",\"partSize\":8,\"pin\":\"6 p\",\"parts\":[[1,\"e\",2]]}";
        PartsChunk chunk = json.chunk(parts.getBytes(UTF_8));
        assertThat(mapper.readTree(json.of(chunk))).isEqualTo(mapper.readTree(parts));
        assertThat(chunk.multipartId()).isEqualTo("mp");
        assertThat(chunk.partSize()).isEqualTo(8);
        assertThat(chunk.pin()).isEqualTo("6 p");
        assertThat(chunk.parts()).containsExactly(new PartsChunk.Part(1, "e", 2));
        assertThat(chunk.parts().getFirst().etag()).isEqualTo("e");
        assertThat(chunk.parts().getFirst().crc32()).isEqualTo(2);

        String list =
                "{\"uploadId\":\"u\",\"files\":[{\"objectName\":\"0.mp4\",\"restarts\":5,\"size\":6,"
                        + "\"pin\":\"6 p\",\"partSize\":8,\"multipartId\":\"mp\","
                        + "\"crc32\":\"0000000b\",\"doubts\":9}]}";
        FilesChunk files = json.files(list.getBytes(UTF_8));
        assertThat(mapper.readTree(json.of(files))).isEqualTo(mapper.readTree(list));
        assertThat(files.uploadId()).isEqualTo("u");
        assertThat(files.files())
                .containsExactly(new UploadFile("0.mp4", 5, 6, "6 p", 8, "mp", "0000000b", 9));

        String at =
                "{\"next\":1,\"partitions\":2,\"topics\":{\"requests\":\"r\",\"outcomes\":\"o\","
                        + "\"journal\":\"j\",\"deadLetter\":\"d\"},\"epoch\":3,"
                        + "\"rereadUntil\":5,\"suspect\":true,"
                        + "\"waits\":{\"since\":\"2026-11-23T09:00:00Z\",\"limit\":\"l\"},"
                        + "\"unreadable\":{\"since\":\"2026-11-23T09:00:00Z\",\"offset\":6},"
                        + "\"writers\":{\"group\":\"g\",\"requests\":\"r\"}}";
        InputPosition position = json.position(at.getBytes(UTF_8));
        assertThat(mapper.readTree(json.of(position))).isEqualTo(mapper.readTree(at));
        assertThat(position.next()).isEqualTo(1);
        assertThat(position.partitions()).isEqualTo(2);
        assertThat(position.topics()).isEqualTo(new TopicIds("r", "o", "j", "d"));
        assertThat(position.epoch()).isEqualTo(3);
        assertThat(position.rereadUntil()).isEqualTo(5);
        assertThat(position.isNextSuspect()).isTrue();
        Instant since = Instant.parse("2026-11-23T09:00:00Z");
        assertThat(position.waits()).isEqualTo(new InputPosition.Waits(since, "l"));
        assertThat(position.unreadable()).isEqualTo(new InputPosition.Unreadable(since, 6));
        assertThat(position.writers()).isEqualTo(new InputPosition.Writers("g", "r"));

        String cancelled = "{\"reason\":\"r\",\"receivedAt\":\"2026-11-23T09:00:00Z\"}";
        Cancel cancel = json.cancel(cancelled.getBytes(UTF_8));
        assertThat(mapper.readTree(json.of(cancel))).isEqualTo(mapper.readTree(cancelled));
        assertThat(cancel.reason()).isEqualTo("r");
        assertThat(cancel.receivedAt()).isEqualTo(Instant.parse("2026-11-23T09:00:00Z"));
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void a_phase_is_read_and_written_by_its_name_in_the_journal(Phase phase) {
        String written = JOB.replace("WITHDRAWING", JournalFormat.nameOf(phase));
        UploadJob job = json.job(written.getBytes(UTF_8));
        assertThat(job.phase()).isEqualTo(phase);
        assertThat(mapper.readTree(json.of(job))).isEqualTo(mapper.readTree(written));
    }

    @Test
    void every_component_of_what_the_journal_holds_has_a_name() {
        Set<Class<?>> held = new HashSet<>();
        List.of(
                        UploadJob.class,
                        PartsChunk.class,
                        FilesChunk.class,
                        Cancel.class,
                        InputPosition.class)
                .forEach(r -> collect(r, held));
        // Written as an array.
        held.remove(PartsChunk.Part.class);
        assertThat(JournalFormat.NAMES.keySet().containsAll(held)).as(held.toString()).isTrue();
        JournalFormat.NAMES.forEach((record, names) ->
                assertThat(names)
                        .as(record.getSimpleName())
                        .hasSize(record.getRecordComponents().length)
                        .doesNotHaveDuplicates());
    }

    private static void collect(Type type, Set<Class<?>> held) {
        if (type instanceof ParameterizedType generic) {
            List.of(generic.getActualTypeArguments()).forEach(argument -> collect(argument, held));
        } else if (type instanceof Class<?> plain
                && plain.isRecord()
                && plain.getName().startsWith("io.panoptoupload.worker.")
                && held.add(plain)) {
            for (RecordComponent component : plain.getRecordComponents()) {
                collect(component.getGenericType(), held);
            }
        }
    }
}
