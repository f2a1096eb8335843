package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A cluster is lost, and its mirror takes its place: topics with other ids, and, since markers of
 * transactions are not copied, records at other offsets.
 */
@Tag("full")
class MirrorIT {
    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Pattern ADOPT = Pattern.compile("worker.topics.adopt-journal=\\S{22}");
    private static final Map<String, Map<String, String>> TOPICS =
            Map.of(
                    Topics.REQUESTS,
                    Map.of("retention.ms", "-1"),
                    Topics.OUTCOMES,
                    Map.of(),
                    Topics.JOURNAL,
                    Map.of("cleanup.policy", "compact"),
                    Topics.DEAD_LETTER,
                    Map.of("max.message.bytes", "5242880"));

    @Test
    void a_mirror_is_gone_on_with_when_an_operator_says_so(
            @TempDir Path directory, @TempDir Path other) throws Exception {
        try (TestEnvironment environment = new TestEnvironment(directory);
                KafkaBroker mirror = KafkaBroker.in(other).start()) {
            WorkerProcess first = environment.worker();
            Path file = TestFiles.write(environment.captures(), "lecture.mp4", 1000, 7);
            Path late = environment.captures().resolve("late.mp4");
            List<UploadRequest> done =
                    IntStream.range(0, 24).mapToObj(i -> Requests.of("done-" + i, file)).toList();
            done.forEach(environment.requests()::publish);
            environment.requests().publish(Requests.of("failed", late));
            done.forEach(each -> environment.outcomes().awaitEnd(each.requestId()));
            environment.outcomes().awaitEnd("failed", OutcomeEvent.Failed.class);
            first.stop();
            copy(environment.broker(), mirror);
            environment.broker().kill9();

            environment.workersReachBrokerAt(mirror.bootstrapServers());
            WorkerProcess refusing = environment.startWorker();
            String adopt = awaitRefusal(refusing);
            refusing.stop();
            environment.worker("--" + adopt).stop();
            WorkerProcess last = environment.worker();
            TestFiles.write(environment.captures(), "late.mp4", 1000, 7);
            try (Requests requests = new Requests(mirror.bootstrapServers());
                    Outcomes outcomes = new Outcomes(clients(mirror))) {
                List<UploadRequest> later =
                        IntStream.range(0, 40)
                                .mapToObj(i -> Requests.of("later-" + i, file))
                                .toList();
                later.forEach(requests::publish);
                requests.publish(UploadRequest.retry("failed", 1));
                later.forEach(each -> outcomes.awaitCompleted(each.requestId()));
                outcomes.await("failed", OutcomeEvent.Completed.class::isInstance);
                assertThat(last.log()).contains("has no request:failed at offset");
            }
            new Sessions(environment.simulator()).assertNumber(done.size() + 40 + 1);
        }
    }

    /** As a mirror does that knows nothing of the worker. */
    private static void copy(KafkaBroker from, KafkaBroker to) throws Exception {
        try (Admin admin = clients(to).admin();
                Consumer<byte[], byte[]> source = clients(from).journalScan();
                Producer<byte[], byte[]> target = clients(to).plain()) {
            for (String topic : TOPICS.keySet()) {
                int partitions = topic.equals(Topics.DEAD_LETTER) ? 1 : PARTITIONS;
                NewTopic made =
                        new NewTopic(topic, partitions, (short) 1).configs(TOPICS.get(topic));
                admin.createTopics(List.of(made)).all().get();
                for (int i = 0; i < partitions; i++) {
                    copy(new TopicPartition(topic, i), source, target);
                }
            }
        }
    }

    private static void copy(
            TopicPartition partition,
            Consumer<byte[], byte[]> source,
            Producer<byte[], byte[]> target)
            throws Exception {
        source.assign(List.of(partition));
        source.seekToBeginning(List.of(partition));
        long end = source.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (source.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> each : source.poll(Duration.ofMillis(200))) {
                target.send(
                                new ProducerRecord<>(
                                        partition.topic(),
                                        partition.partition(),
                                        each.timestamp(),
                                        each.key(),
                                        each.value(),
                                        each.headers()))
                        .get();
            }
        }
    }

    private static String awaitRefusal(WorkerProcess worker) {
        String said =
                Awaitility.await("a refusal")
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .until(worker::readiness, text -> ADOPT.matcher(text).find());
        assertThat(said).contains("it is a copy, or was deleted and created again");
        Matcher adopt = ADOPT.matcher(said);
        assertThat(adopt.find()).isTrue();
        return adopt.group();
    }

    private static KafkaClients clients(KafkaBroker broker) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        return new KafkaClients(kafka, kafka, kafka);
    }
}
