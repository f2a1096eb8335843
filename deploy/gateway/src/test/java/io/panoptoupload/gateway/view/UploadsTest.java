package io.panoptoupload.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class UploadsTest {
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

    private final Uploads uploads = new Uploads(100, 2);

    @Test
    void pages_hold_each_upload_once_the_latest_first() {
        for (int i = 0; i < 7; i++) {
            uploads.put(List.of(job("id-" + i, UploadState.WAITING, NINE.plusSeconds(i / 2))));
        }
        List<String> seen = new ArrayList<>();
        Uploads.Place behind = null;
        do {
            Uploads.Page page = uploads.page(UploadFilter.ALL, behind, 2);
            page.entries().forEach(each -> seen.add(each.requestId()));
            behind = page.next();
        } while (behind != null);
        assertThat(seen).containsExactly("id-6", "id-5", "id-4", "id-3", "id-2", "id-1", "id-0");
    }

    @Test
    void a_job_that_changes_stays_one() {
        uploads.put(List.of(job("a", UploadState.WAITING, NINE)));
        uploads.put(List.of(job("a", UploadState.COMPLETED, NINE)));
        assertThat(ids(UploadFilter.ALL)).containsExactly("a");
        assertThat(uploads.counts()).containsOnlyKeys(UploadState.COMPLETED);
    }

    @Test
    void the_oldest_finished_uploads_go_when_there_are_too_many_and_open_ones_stay() {
        uploads.put(List.of(job("open", UploadState.PARKED, NINE.minusSeconds(1))));
        for (int i = 0; i < 150; i++) {
            uploads.put(List.of(job("id-" + i, UploadState.COMPLETED, NINE.plusSeconds(i))));
        }
        assertThat(uploads.size()).isEqualTo(101);
        assertThat(uploads.get("open")).isPresent();
        assertThat(uploads.get("id-49")).isEmpty();
        assertThat(uploads.get("id-50")).isPresent();
    }

    @Test
    void a_refusal_of_a_conflicting_request_leaves_the_job_alone() {
        uploads.put(List.of(job("a", UploadState.TRANSFERRING, NINE)));
        uploads.put(List.of(entry("a", UploadState.REJECTED, NINE, UploadEntry.Kind.OUTCOME)));
        assertThat(uploads.get("a").orElseThrow().state()).isEqualTo(UploadState.TRANSFERRING);
    }

    @Test
    void a_refused_upload_that_is_accepted_later_is_a_job() {
        uploads.put(List.of(entry("a", UploadState.REJECTED, NINE, UploadEntry.Kind.OUTCOME)));
        uploads.put(List.of(job("a", UploadState.WAITING, NINE)));
        assertThat(uploads.get("a").orElseThrow().isJob()).isTrue();
        assertThat(uploads.counts()).containsOnlyKeys(UploadState.WAITING);
    }

    @Test
    void a_refused_upload_keeps_the_title_that_it_was_sent_with() {
        UploadEntry refusal = entry("a", UploadState.REJECTED, NINE, UploadEntry.Kind.OUTCOME);
        UploadEntry.Recording unknown = UploadEntry.Recording.UNKNOWN;
        uploads.sent(entry("a", UploadState.WAITING, NINE, UploadEntry.Kind.REQUEST));
        uploads.put(List.of(with(unknown, refusal)));
        assertThat(uploads.get("a").orElseThrow())
                .isEqualTo(with(new UploadEntry.Recording("Title of a", null), refusal));
        assertThat(uploads.counts()).containsOnlyKeys(UploadState.REJECTED);
    }

    @Test
    void an_upload_that_has_ended_and_is_asked_for_again_is_shown_as_it_ended() {
        uploads.sent(request("a", NINE));
        uploads.put(List.of(entry("a", UploadState.COMPLETED, NINE, UploadEntry.Kind.OUTCOME)));
        assertThat(uploads.get("a").orElseThrow().state()).isEqualTo(UploadState.COMPLETED);
        uploads.sent(request("a", NINE));
        uploads.put(List.of(entry("a", UploadState.REJECTED, NINE, UploadEntry.Kind.OUTCOME)));
        assertThat(uploads.counts()).containsOnlyKeys(UploadState.COMPLETED);
    }

    @Test
    void a_refusal_that_is_read_again_hides_no_request_that_was_sent_since() {
        UploadEntry first = refusal("a", 0, 4, NINE);
        UploadEntry second = refusal("a", 0, 5, NINE.plusSeconds(1));
        uploads.put(List.of(first, second));
        uploads.sent(request("a", NINE.plusSeconds(2)));

        uploads.put(List.of(first, second));
        assertThat(uploads.get("a").orElseThrow().state()).isEqualTo(UploadState.WAITING);

        for (UploadEntry other :
                List.of(
                        refusal("a", 0, 6, NINE.plusSeconds(3)),
                        refusal("a", 1, 5, NINE.plusSeconds(4)),
                        // of a topic that was created again
                        refusal("a", 1, 0, NINE.plusSeconds(5)))) {
            uploads.put(List.of(other));
            assertThat(uploads.get("a")).contains(other);
            uploads.sent(request("a", NINE.plusSeconds(6)));
        }
    }

    private static UploadEntry refusal(String id, int partition, long offset, Instant at) {
        UploadEntry entry = entry(id, UploadState.REJECTED, at, UploadEntry.Kind.OUTCOME);
        return new UploadEntry(
                entry.requestId(),
                entry.state(),
                entry.at(),
                entry.recording(),
                new UploadEntry.Source(UploadEntry.Kind.OUTCOME, partition, offset),
                entry.digest(),
                entry.progress(),
                entry.end());
    }

    @Test
    void an_end_that_nobody_waits_for_is_left_to_the_journal() {
        UploadEntry end = entry("a", UploadState.COMPLETED, NINE, UploadEntry.Kind.OUTCOME);
        uploads.put(List.of(end));
        assertThat(uploads.get("a")).isEmpty();
        uploads.put(List.of(job("a", UploadState.WAITING, NINE)));
        uploads.put(List.of(end));
        assertThat(uploads.get("a").orElseThrow().isJob()).isTrue();
    }

    @Test
    void requests_that_were_settled_or_are_too_old_leave_their_place_to_others() {
        uploads.sent(request("old", NINE));
        uploads.sent(request("settled", NINE.plusSeconds(60)));
        uploads.sent(request("one too many", NINE.plusSeconds(60)));
        assertThat(ids(UploadFilter.ALL)).containsExactly("settled", "old");
        uploads.put(List.of(job("settled", UploadState.WAITING, NINE.plusSeconds(61))));
        uploads.dropRequestsBefore(NINE.plusSeconds(1));
        assertThat(ids(UploadFilter.ALL)).containsExactly("settled");
        uploads.sent(request("b", NINE.plusSeconds(62)));
        uploads.sent(request("c", NINE.plusSeconds(63)));
        assertThat(ids(UploadFilter.ALL)).containsExactly("c", "b", "settled");
    }

    private static UploadEntry request(String id, Instant at) {
        return entry(id, UploadState.WAITING, at, UploadEntry.Kind.REQUEST);
    }

    private static UploadEntry with(UploadEntry.Recording recording, UploadEntry entry) {
        return new UploadEntry(
                entry.requestId(),
                entry.state(),
                entry.at(),
                recording,
                entry.source(),
                entry.digest(),
                entry.progress(),
                entry.end());
    }

    @Test
    void a_journal_that_is_read_again_takes_nothing_that_it_never_had() {
        uploads.put(List.of(job("job", UploadState.COMPLETED, NINE)));
        uploads.put(
                List.of(entry("refused", UploadState.REJECTED, NINE, UploadEntry.Kind.OUTCOME)));
        uploads.sent(request("waiting", NINE));
        uploads.clearJobs();
        assertThat(ids(UploadFilter.ALL)).containsExactly("waiting", "refused");
        assertThat(uploads.get("job")).isEmpty();
        assertThat(uploads.counts()).containsOnlyKeys(UploadState.WAITING, UploadState.REJECTED);
        uploads.sent(request("second", NINE));
        uploads.sent(request("one too many", NINE));
        assertThat(uploads.get("one too many")).as("the request still has its place").isEmpty();
    }

    @Test
    void a_job_whose_record_is_removed_is_gone() {
        uploads.put(List.of(job("a", UploadState.COMPLETED, NINE)));
        uploads.removeJob("a");
        assertThat(uploads.get("a")).isEmpty();
        assertThat(ids(UploadFilter.ALL)).isEmpty();
        assertThat(uploads.counts()).isEmpty();
    }

    @Test
    void finds_by_state_text_and_time() {
        uploads.put(List.of(job("Physics-1", UploadState.FAILED, NINE)));
        uploads.put(List.of(job("maths-1", UploadState.FAILED, NINE.plusSeconds(60))));
        uploads.put(List.of(job("maths-2", UploadState.COMPLETED, NINE.plusSeconds(120))));
        assertThat(ids(filter(Set.of(UploadState.FAILED), "")))
                .containsExactly("maths-1", "Physics-1");
        assertThat(ids(filter(Set.of(), "PHYSICS"))).containsExactly("Physics-1");
        assertThat(ids(filter(Set.of(), "ths-2"))).containsExactly("maths-2");
        assertThat(ids(filter(Set.of(), "title of MATHS"))).hasSize(2);
        assertThat(
                        ids(
                                new UploadFilter(
                                        Set.of(),
                                        "",
                                        Optional.of(NINE.plusSeconds(60)),
                                        Optional.of(NINE.plusSeconds(120)))))
                .containsExactly("maths-1");
    }

    private static UploadFilter filter(Set<UploadState> states, String text) {
        return new UploadFilter(states, text, Optional.empty(), Optional.empty());
    }

    private List<String> ids(UploadFilter filter) {
        return uploads.page(filter, null, 500).entries().stream()
                .map(UploadEntry::requestId)
                .toList();
    }

    private static UploadEntry job(String id, UploadState state, Instant at) {
        return entry(id, state, at, UploadEntry.Kind.JOB);
    }

    private static UploadEntry entry(
            String id, UploadState state, Instant at, UploadEntry.Kind kind) {
        return new UploadEntry(
                id,
                state,
                at,
                new UploadEntry.Recording("Title of " + id, null),
                new UploadEntry.Source(kind, 0, 0),
                null,
                new UploadEntry.Progress(null, 1, at, 0, null, null, null, null, null),
                UploadEntry.End.NONE);
    }
}
