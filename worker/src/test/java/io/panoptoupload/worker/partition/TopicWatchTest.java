package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;

import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.logging.LoggedHere;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class TopicWatchTest {
    private final KnownOffsets kafka = new KnownOffsets(new TopicPartition("requests", 0));
    private final Takeovers takeovers = new Takeovers();
    private final OwnedPartition open =
            new OwnedPartition(new TopicPartition("requests", 0), Instant.EPOCH);
    private final OwnedPartition opening =
            new OwnedPartition(new TopicPartition("requests", 1), Instant.EPOCH);
    private final TopicWatch watch =
            new TopicWatch(kafka, 4, () -> List.of(open, opening), takeovers);

    TopicWatchTest() {
        open.open(
                0,
                Instant.EPOCH,
                new OwnedPartition.Opened(null, new OwnershipTest.Taking(), IntakeBench.TOPICS));
    }

    @Test
    void leaves_partitions_alone_while_the_topics_are_those_with_which_they_were_opened()
            throws InterruptedException {
        watch.check();
        assertThat(takeovers.reopened).isEmpty();
        assertThat(watch.fault()).isEmpty();
    }

    @Test
    void opens_again_what_is_open_when_any_of_the_topics_is_another_one()
            throws InterruptedException {
        TopicIds before = IntakeBench.TOPICS;
        for (TopicIds now :
                List.of(
                        new TopicIds("x", before.outcomes(), before.journal(), before.deadLetter()),
                        new TopicIds(before.requests(), "x", before.journal(), before.deadLetter()),
                        new TopicIds(
                                before.requests(), before.outcomes(), "x", before.deadLetter()),
                        new TopicIds(
                                before.requests(), before.outcomes(), before.journal(), "x"))) {
            takeovers.reopened.clear();
            kafka.topics = now;
            watch.check();
            assertThat(takeovers.reopened).containsExactly(open);
        }
    }

    @Test
    void names_a_topic_that_is_absent_until_it_is_there_again() throws InterruptedException {
        kafka.fault = new UnknownTopicOrPartitionException("no such topic");
        kafka.absent = List.of("panopto.upload.journal");
        watch.check();
        assertThat(watch.fault())
                .hasValueSatisfying(fault ->
                        assertThat(fault).contains("panopto.upload.journal", "create it again"));
        assertThat(takeovers.reopened).isEmpty();
        kafka.fault = null;
        watch.check();
        assertThat(watch.fault()).isEmpty();
    }

    @Test
    void names_homes_that_are_missing_until_they_are_there_again() throws InterruptedException {
        kafka.missingHomes = Optional.of("topic requests: has 1 partitions; run: this");
        watch.check();
        assertThat(watch.fault()).isEqualTo(kafka.missingHomes);
        kafka.missingHomes = Optional.empty();
        watch.check();
        assertThat(watch.fault()).isEmpty();
    }

    @Test
    void each_fault_has_one_line_in_the_log_also_when_another_follows_it()
            throws InterruptedException {
        try (LoggedHere log = new LoggedHere(TopicWatch.class)) {
            kafka.fault = new UnknownTopicOrPartitionException("no such topic");
            kafka.absent = List.of("requests");
            watch.check();
            watch.check();
            kafka.fault = null;
            kafka.missingHomes = Optional.of("topic requests: has 1 partitions; run: this");
            watch.check();
            watch.check();
            assertThat(log.lines())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("absent: requests"),
                            second -> assertThat(second).contains("has 1 partitions"));
        }
    }

    /** Kafka's own clients say it for each try, which is kept out of the log. */
    @Test
    void that_kafka_is_away_is_said_once_each_time() throws InterruptedException {
        try (LoggedHere log = new LoggedHere(TopicWatch.class)) {
            kafka.fault = new TimeoutException("no response");
            watch.check();
            watch.check();
            assertThat(log.lines())
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("Kafka", "no response");
            kafka.fault = null;
            watch.check();
            kafka.fault = new TimeoutException("no response");
            watch.check();
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void brokers_that_do_not_respond_are_no_sign_of_anything() throws InterruptedException {
        kafka.fault = new TimeoutException("no response");
        watch.check();
        assertThat(watch.fault()).isEmpty();
        assertThat(takeovers.reopened).isEmpty();
    }
}
