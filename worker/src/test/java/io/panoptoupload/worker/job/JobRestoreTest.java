package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.topics.TopicIds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Map;

class JobRestoreTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private static final byte @Nullable [] NOTHING = null;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final JournalJson json = new JournalJson(mapper);
    private final JobRestore restore = new JobRestore(json);
    private final PartitionJobs jobs = new PartitionJobs();
    private long offset;

    @Test
    void brings_open_jobs_back_with_the_places_of_their_other_records() {
        long request = put(new JournalKey.Request("a"), "{}");
        put("a", Phase.ACCEPTED);
        long first = put(new JournalKey.Parts("a", 0, 0), "{}");
        long replaced = put(new JournalKey.Parts("a", 0, 1), "{}");
        long second = put(new JournalKey.Parts("a", 0, 1), "{}");
        long latest = put("a", Phase.CREATED);
        OpenJob open = restored("a");
        assertThat(open.phase()).isEqualTo(Phase.CREATED);
        assertThat(open.offset()).isEqualTo(latest);
        assertThat(open.beside().request()).isEqualTo(request);
        assertThat(open.beside().parts()).isEqualTo(Map.of("0:0", first, "0:1", second));
        assertThat(second).isGreaterThan(replaced);
    }

    @Test
    void brings_a_job_back_whose_first_record_was_compacted_away() {
        long request = put(new JournalKey.Request("a"), "{}");
        long parts = put(new JournalKey.Parts("a", 0, 0), "{}");
        put("a", Phase.TRANSFERRED);
        assertThat(restored("a").beside()).isEqualTo(new JobOffsets(request, Map.of("0:0", parts)));
    }

    @Test
    void holds_only_the_places_that_the_job_does_not_name_itself() {
        long request = put(new JournalKey.Request("a"), "{}");
        put(new JournalKey.Parts("a", 0, 0), "{}");
        JobOffsets named = new JobOffsets(request, Map.of("0:0", request + 1));
        put(new JournalKey.Job("a"), json.of(job("a", Phase.CREATED).with(named)));
        long behind = put(new JournalKey.Parts("a", 0, 1), "{}");
        assertThat(restored("a").beside()).isEqualTo(new JobOffsets(-1, Map.of("0:1", behind)));
    }

    @Test
    void believes_the_places_that_it_sees_in_a_journal_that_was_copied() {
        long request = put(new JournalKey.Request("a"), "{}");
        long parts = put(new JournalKey.Parts("a", 0, 0), "{}");
        JobOffsets before = new JobOffsets(1000, Map.of("0:0", 1001L));
        put(new JournalKey.Job("a"), json.of(job("a", Phase.CREATED).with(before)));
        JobOffsets beside = restored("a").beside();
        assertThat(before.and(beside)).isEqualTo(new JobOffsets(request, Map.of("0:0", parts)));
    }

    @Test
    void forgets_parts_that_have_a_tombstone() {
        put(new JournalKey.Request("a"), "{}");
        put(new JournalKey.Parts("a", 0, 0), "{}");
        put(new JournalKey.Parts("a", 0, 0), NOTHING);
        put("a", Phase.CREATED);
        assertThat(restored("a").beside().parts()).isEmpty();
    }

    @Test
    void keeps_of_a_finished_job_its_digest_and_its_place_alone() {
        put(new JournalKey.Request("a"), "{}");
        put("a", Phase.ACCEPTED);
        long end = put("a", Phase.COMPLETED);
        put(new JournalKey.Request("a"), NOTHING);
        into();
        assertThat(jobs.open("a")).isEmpty();
        assertThat(jobs.finished("a"))
                .hasValueSatisfying(finished -> {
                    assertThat(finished.offset()).isEqualTo(end);
                    assertThat(finished.phase()).isEqualTo(Phase.COMPLETED);
                    assertThat(finished.hasDigest("digest")).isTrue();
                    assertThat(finished.hasDigest("another")).isFalse();
                });
    }

    @Test
    void brings_a_job_back_that_a_retry_opened_again() {
        put("a", Phase.FAILED);
        put("a", Phase.ACCEPTED);
        assertThat(restored("a").phase()).isEqualTo(Phase.ACCEPTED);
        assertThat(jobs.finished("a")).isEmpty();
    }

    @Test
    void forgets_jobs_that_have_a_tombstone() {
        put("open", Phase.CREATED);
        put("ended", Phase.COMPLETED);
        put(new JournalKey.Job("open"), NOTHING);
        put(new JournalKey.Job("ended"), NOTHING);
        into();
        assertThat(jobs.allOpen()).isEmpty();
        assertThat(jobs.finished("ended")).isEmpty();
    }

    @Test
    void stops_jobs_for_a_cancel_and_remembers_one_that_came_early() {
        put("a", Phase.CREATED);
        long cancel = put(new JournalKey.Cancel("a"), json.of(new Cancel("wrong room", NOW)));
        long early = put(new JournalKey.Cancel("early"), json.of(new Cancel("never came", NOW)));
        put(new JournalKey.Cancel("obeyed"), json.of(new Cancel("done", NOW)));
        put(new JournalKey.Cancel("obeyed"), NOTHING);
        assertThat(restored("a").cancel()).contains(new PendingCancel(NOW, cancel));
        assertThat(jobs.earlyCancel("early")).contains(new PendingCancel(NOW, early));
        assertThat(jobs.earlyCancel("obeyed")).isEmpty();
    }

    @Test
    void knows_the_position_and_that_a_new_journal_has_none() {
        assertThat(restore.position()).isEmpty();
        TopicIds topics = new TopicIds("requests", "outcomes", "journal", "dead-letters");
        InputPosition position = InputPosition.at(41, 4, topics);
        put(new JournalKey.Position(), json.of(position));
        put(new JournalKey.Position(), json.of(position.after(41, 3)));
        assertThat(restore.position())
                .hasValue(new InputPosition(42, 4, topics, 3, null, null, null, null, null));
        put(new JournalKey.Position(), "{\"next\": 43}".getBytes(UTF_8));
        assertThat(restore.position())
                .describedAs("written by an old worker")
                .hasValue(new InputPosition(43, null, null, null, null, null, null, null, null));
    }

    @Test
    void passes_over_kinds_and_fields_that_a_newer_worker_wrote() {
        restore.record("lease:7".getBytes(UTF_8), "?".getBytes(UTF_8), offset++);
        String newer =
                new String(json.of(job("a", Phase.CREATED)), UTF_8)
                        .replaceFirst("\\{", "{\"colour\":{\"deep\":[1]},");
        put(new JournalKey.Job("a"), newer);
        assertThat(restored("a").phase()).isEqualTo(Phase.CREATED);
    }

    @Test
    void keeps_jobs_apart_whose_ids_look_alike() {
        put("a", Phase.CREATED);
        put("position", Phase.ACCEPTED);
        put("a:b#c", Phase.TRANSFERRED);
        put(new JournalKey.Request("a:b#c"), "{}");
        assertThat(restored("a:b#c").phase()).isEqualTo(Phase.TRANSFERRED);
        assertThat(jobs.allOpen()).hasSize(3);
        assertThat(restore.position()).isEmpty();
    }

    private OpenJob restored(String id) {
        into();
        return jobs.open(id).orElseThrow();
    }

    private void into() {
        restore.into(new JobPartition(0, new MemoryJournal(), jobs));
    }

    private long put(String id, Phase phase) {
        return put(new JournalKey.Job(id), json.of(job(id, phase)));
    }

    private long put(JournalKey key, String value) {
        return put(key, value.getBytes(UTF_8));
    }

    private long put(JournalKey key, byte @Nullable [] value) {
        restore.record(key.bytes(), value, offset);
        return offset++;
    }

    private static UploadJob job(String id, Phase phase) {
        EventHeader header = new EventHeader(id, NOW, 1L, NOW, "worker-1", 1, Map.of());
        return new UploadJob(
                new UploadJob.Identity(id, "digest", NOW, Priority.NORMAL, null, null, "t", "f"),
                new UploadJob.Attempt(1, NOW, 0, null, false, null, null, null),
                new UploadJob.State(phase, NOW, NOW, null, Map.of()),
                null,
                JobOffsets.UNKNOWN,
                new OutcomeEvent.Accepted(header, null));
    }
}
