package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.Transfer;
import io.panoptoupload.worker.topics.TopicIds;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class StatusTableTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-23T09:00:00.123Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Terminal terminal = Terminal.piped();
    private final InputPosition heldUp =
            InputPosition.at(40, 8, new TopicIds("r", "o", "j", "d"))
                    .waiting(new InputPosition.Waits(SINCE, "worker.waiting-jobs"))
                    .unreadableAt(41, SINCE);

    @Test
    void a_line_has_what_a_person_looks_for() {
        new StatusTable(terminal.output(), NOW).print(List.of(job()));
        assertThat(terminal.out())
                .isEqualTo(
                        """
                        STATE            %     BYTES FILES        RATE SINCE    WORKER        TITLE                         REQUEST
                        transferring  25 %    1.2 GB     1   10.0 MB/s 5m ago   worker-7      Algorithms, week 12: graphs…  a  SOURCE_NOT_FOUND
                        """);
    }

    @Test
    void the_details_have_every_file_and_the_history() {
        StatusDetails details = new StatusDetails(terminal.output(), NOW);
        details.print(job());
        details.history(
                List.of(
                        Events.accepted("a", 1),
                        Events.progress("a", 2, 1),
                        Events.progress("a", 3, 2),
                        Events.failed("a", 4)));
        assertThat(terminal.out())
                .contains(
                        "title         Algorithms, week 12: graphs and trees\n",
                        "state         transferring\n",
                        "bytes         300.0 MB of 1.2 GB, 25 %, 10.0 MB/s\n",
                        "file          00-a.mp4, 1.2 GB, under way\n",
                        "accepted      2026-11-23T08:55:00Z (1h ago)\n",
                        "next attempt  2026-11-23T12:00:00Z (in 2h)\n")
                .containsSubsequence(
                        "history\n",
                        "  2026-11-23T09:00:01Z  accepted, 42.0 MB\n",
                        "  2026-11-23T09:00:02Z  transfer 00-cam.mp4, 1 %",
                        "  2026-11-23T09:00:04Z  failed")
                .doesNotContain("2026-11-23T09:00:03Z");
    }

    @Test
    void for_programs_it_is_one_document_by_the_names_of_the_contract() {
        JsonNode all =
                JSON.readTree(
                        new StatusJson(JSON).all(List.of(job()), Map.of(7, heldUp), Map.of()));
        assertThat(all.at("/items/0/requestId").asString()).isEqualTo("a");
        assertThat(all.at("/items/0/percent").asDouble()).isEqualTo(25);
        assertThat(all.at("/items/0/files/0/bytesTotal").asLong()).isEqualTo(1_200_000_000);
        assertThat(all.at("/items/0/error/code").asString()).isEqualTo("SOURCE_NOT_FOUND");
        assertThat(all.at("/items/0").has("sessionId")).isFalse();
        assertThat(all.at("/waiting/0/limit").asString()).isEqualTo("worker.waiting-jobs");
        assertThat(all.at("/unreadable/0/partition").asInt()).isEqualTo(7);
        assertThat(all.at("/unreadable/0/offset").asLong()).isEqualTo(41);
        JsonNode one =
                JSON.readTree(new StatusJson(JSON).one(job(), List.of(Events.accepted("a", 1))));
        assertThat(one.at("/events/0/type").asString()).isEqualTo("accepted");
    }

    @Test
    void a_partition_that_is_held_up_is_named_with_what_helps() {
        assertThat(StatusTable.heldUp(7, heldUp))
                .satisfiesExactly(
                        waits ->
                                assertThat(waits)
                                        .startsWith(
                                                "partition 7 has taken in no request or command since 2026-11-23T09:00:00Z")
                                        .contains("worker.waiting-jobs"),
                        unreadable ->
                                assertThat(unreadable)
                                        .startsWith(
                                                "partition 7 cannot be read at offset 41 since 2026-11-23T09:00:00Z")
                                        .endsWith("panopto-upload skip --partition 7 --offset 41"));
        assertThat(StatusTable.heldUp(7, heldUp.after(41, null))).isEmpty();
    }

    @Test
    void a_partition_that_is_only_forwarded_is_named_with_the_offset_to_move() {
        String note = heldUp.note();
        InputPosition group = InputPosition.noted(40, "{}" + note).orElseThrow();
        assertThat(StatusTable.heldUp(9, group))
                .singleElement()
                .asString()
                .startsWith("partition 9 cannot be read at offset 41 since 2026-11-23T09:00:00Z")
                .endsWith(
                        "stop the workers and move the group's offset behind it: kafka-consumer-groups.sh --reset-offsets");
    }

    @Test
    void the_limit_that_holds_is_named_with_its_worker() {
        assertThat(StatusTable.limits(List.of(job(), job())))
                .containsExactly("worker-7: its transfers may take 21.0 MB/s at present");
    }

    private static JobStatus job() {
        return new JobStatus(
                "a",
                new JobStatus.History(NOW.minusSeconds(3900), 9, "worker-7"),
                new JobStatus.Progress(
                        JobStatus.State.TRANSFERRING,
                        Stage.TRANSFER,
                        1,
                        NOW.minusSeconds(310),
                        NOW.plusSeconds(7200),
                        Events.error("no such file")),
                new JobStatus.Recording("Algorithms, week 12: graphs and trees", "f"),
                new JobStatus.PanoptoIds("u", null, null),
                new Transfer(
                        List.of(new Transfer.FileBytes("00-a.mp4", null, 1_200_000_000L)),
                        300_000_000,
                        250_000_000L,
                        1_200_000_000L,
                        25.0,
                        10_000_000L,
                        90L,
                        20L * 1024 * 1024));
    }
}
