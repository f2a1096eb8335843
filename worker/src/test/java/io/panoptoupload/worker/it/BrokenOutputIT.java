package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Outcomes and dead letters that were damaged on a broker's disk. */
@Tag("full")
class BrokenOutputIT extends BrokenBatches {
    @Test
    void
            outcomes_that_cannot_be_read_are_named_by_commands_and_not_taken_for_a_broker_that_is_away()
                    throws Exception {
        WorkerProcess worker = environment.startWorker();
        String id = publish(0);
        awaitCompleted(id);
        worker.stop();
        breakBatch(Topics.OUTCOMES, 0, List::getFirst, LogFile::flipValue);
        for (String command : List.of("watch", "status")) {
            CommandHere.Result result = shell(command, id);
            assertThat(result.exit()).as(command).isOne();
            assertThat(result.err())
                    .as(command)
                    .contains(Topics.OUTCOMES + "-0 at offset 0", "let another replica of it lead")
                    .doesNotContain("cannot be reached");
        }
        assertThat(shell("status", id).out()).as("what the journal says").contains("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "length"})
    void a_replay_names_dead_letters_that_cannot_be_read_and_does_the_rest(String what)
            throws Exception {
        morePartitions(Topics.DEAD_LETTER, 3);
        Instant now = Instant.now();
        deadLetter(0, now.minus(Duration.ofDays(8)));
        List<UploadRequest> letters =
                List.of(
                        deadLetter(0, now),
                        deadLetter(0, now),
                        deadLetter(1, now),
                        deadLetter(2, now));
        // of the new segment, which records of today begin
        BrokenBatch broken =
                breakBatch(
                        Topics.DEAD_LETTER,
                        0,
                        List::getFirst,
                        what.equals("value") ? LogFile::flipValue : LogFile::otherLength);
        assertThat(broken.offset()).isOne();

        CommandHere.Result partly = shell("replay", "--dead-letter");
        assertThat(partly.exit()).isOne();
        assertThat(partly.err())
                .contains(
                        "are left out, since they may have been replayed then",
                        "2 dead letter(s) published again",
                        "%s-0 cannot be read at offset %d"
                                .formatted(Topics.DEAD_LETTER, broken.offset()));
        broken.repair();
        CommandHere.Result rest = shell("replay", "--dead-letter");
        assertThat(rest.err())
                .contains("2 dead letter(s) published again")
                .doesNotContain("cannot be read");
        assertThat(rest.exit()).isZero();
        environment.startWorker();
        letters.forEach(letter -> {
            good.add(letter.requestId());
            awaitCompleted(letter.requestId());
        });
        assertDoneOnce();
    }

    private UploadRequest deadLetter(int partition, Instant time) throws Exception {
        UploadRequest request = request(0);
        try (Producer<byte[], byte[]> producer = environment.clients().plain()) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.DEAD_LETTER,
                                    partition,
                                    time.toEpochMilli(),
                                    request.requestId().getBytes(UTF_8),
                                    Requests.bytes(request)))
                    .get();
        }
        return request;
    }
}
