package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.request.Digests;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an earlier version wrote is read, and written as it stood. */
class FrozenJournalTest {
    private static final List<FrozenJournal.Entry> ENTRIES =
            FrozenJournal.entries(FrozenJournal.text());

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final JournalJson json = new JournalJson(mapper);

    static Stream<FrozenJournal.Entry> records() {
        return ENTRIES.stream().filter(entry -> entry.value().isPresent());
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_is_read_and_written_as_it_stood(FrozenJournal.Entry entry) {
        JournalKey key = JournalKey.parse(entry.keyBytes()).orElseThrow();
        assertThat(key.text()).isEqualTo(entry.key());
        byte[] value = entry.bytes();
        byte[] written =
                switch (key) {
                    case JournalKey.Position _ -> json.of(json.position(value));
                    case JournalKey.Request _ -> json.of(json.request(value));
                    case JournalKey.Job _ -> json.of(json.job(value));
                    case JournalKey.Parts _ -> json.of(json.chunk(value));
                    case JournalKey.Cancel _ -> json.of(json.cancel(value));
                };
        assertThat(mapper.readTree(written)).isEqualTo(asWrittenToday(entry));
    }

    /**
     * Of a file it stood once more that it has a checksum; nobody ever read that. What jobs and
     * uploads have gained since is absent in earlier records, and null when they are written again.
     */
    private static JsonNode asWrittenToday(FrozenJournal.Entry entry) {
        JsonNode value = entry.value().orElseThrow().deepCopy();
        value.at("/upload/files").forEach(file -> ((ObjectNode) file).remove("transferred"));
        if (value.get("identity") instanceof ObjectNode identity) {
            identity.putNull("title").putNull("folderId");
        }
        if (value.get("attempt") instanceof ObjectNode attempt) {
            attempt.putNull("acceptedAt");
        }
        if (value.get("upload") instanceof ObjectNode upload) {
            upload.putNull("clue").putNull("endChecks").putNull("chunked").putNull("access");
        }
        return value;
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void there_is_a_job_in_every_phase(Phase phase) {
        assertThat(FrozenJournal.jobs(ENTRIES).values())
                .extracting(UploadJob::phase)
                .contains(phase);
    }

    @Test
    void there_are_records_and_tombstones_of_every_kind() {
        assertThat(ENTRIES)
                .extracting(entry -> kind(entry) + (entry.value().isPresent() ? "" : " tombstone"))
                .contains(
                        "position",
                        "request",
                        "job",
                        "parts",
                        "cancel",
                        "request tombstone",
                        "cancel tombstone");
    }

    private static String kind(FrozenJournal.Entry entry) {
        return entry.key().replaceFirst(":.*", "");
    }

    /** Or a request that comes again would be another one, and be refused. */
    @Test
    void the_digest_of_a_request_is_what_it_was() {
        Map<String, UploadRequest> requests = FrozenJournal.requests(ENTRIES);
        assertThat(requests).hasSizeGreaterThan(20);
        FrozenJournal.jobs(ENTRIES)
                .forEach((id, job) ->
                        assertThat(requests.get(id))
                                .as(id)
                                .isNotNull()
                                .extracting(Digests::of)
                                .isEqualTo(job.identity().digest()));
    }

    @Test
    void all_confirmed_parts_of_a_file_come_back_from_several_records() {
        UploadJob job = Objects.requireNonNull(FrozenJournal.jobs(ENTRIES).get("many-parts"));
        UploadFile file = job.currentUpload().orElseThrow().file(0).orElseThrow();
        ConfirmedParts parts = ConfirmedParts.of("mp");
        ENTRIES.stream()
                .filter(entry -> entry.key().startsWith("parts:0:"))
                .filter(entry -> entry.key().endsWith(":many-parts"))
                .forEach(entry -> json.chunk(entry.bytes()).addTo(parts, file));
        assertThat(parts.numbers().count()).isEqualTo(505);
        assertThat(IntStream.rangeClosed(1, 506).filter(parts::contains).count()).isEqualTo(505);
    }

    @Test
    void every_job_is_brought_back_open_or_ended() {
        PartitionJobs jobs = new PartitionJobs();
        for (int partition = 0; partition < 4; partition++) {
            JobRestore restore = new JobRestore(json);
            for (FrozenJournal.Entry entry : ENTRIES) {
                if (entry.partition() == partition) {
                    restore.record(entry.keyBytes(), entry.valueBytes(), entry.offset());
                }
            }
            assertThat(restore.position()).isPresent();
            restore.into(new JobPartition(partition, new MemoryJournal(), jobs));
        }
        FrozenJournal.jobs(ENTRIES)
                .forEach((id, job) -> {
                    if (job.phase().isFinal()) {
                        assertThat(jobs.finished(id)).as(id).isPresent();
                    } else {
                        assertThat(jobs.open(id)).as(id).isPresent();
                        JobOffsets others = job.offsets().and(jobs.open(id).get().beside());
                        assertThat(others.request()).as(id).isNotNegative();
                    }
                });
        assertThat(jobs.earlyCancel("cancelled-early")).isPresent();
        assertThat(jobs.open("many-parts").flatMap(OpenJob::cancel)).isPresent();
        assertThat(jobs.open("withdrawing").flatMap(OpenJob::cancel)).isPresent();
    }
}
