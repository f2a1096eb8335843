package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody deletes the journal and keeps the requests; later the broker goes away for good. */
class LostJournalIT {
    private static final String GROUP = "panopto-upload-worker";

    @TempDir private Path directory;

    @Test
    void requests_that_were_taken_in_are_not_published_once_more() throws Exception {
        try (TestEnvironment environment = new TestEnvironment(directory);
                Admin admin = environment.clients().admin()) {
            WorkerProcess first = environment.worker();
            publish(environment, "before");
            environment.outcomes().awaitCompleted("before");
            Awaitility.await("the group's offsets")
                    .until(() -> offsets(admin).values().stream().anyMatch(o -> o.offset() > 0));
            first.stop();
            admin.deleteTopics(List.of(Topics.JOURNAL)).all().get();
            Awaitility.await("the topic's end")
                    .until(() -> !admin.listTopics().names().get().contains(Topics.JOURNAL));

            WorkerProcess second = environment.startWorker();
            URI readiness = second.at("/actuator/health/readiness");
            Awaitility.await("the reason")
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() ->
                            assertThat(get(readiness))
                                    .startsWith("503")
                                    .contains("knows nothing of " + Topics.REQUESTS)
                                    .contains("kafka-delete-records"));

            Map<TopicPartition, RecordsToDelete> done = new HashMap<>();
            offsets(admin).forEach((p, o) -> done.put(p, RecordsToDelete.beforeOffset(o.offset())));
            admin.deleteRecords(done).all().get();
            second.awaitReady();
            publish(environment, "after");
            environment.outcomes().awaitCompleted("after");
            new Sessions(environment.simulator()).assertNumber(2);

            environment.broker().kill9();
            second.process().terminate();
            assertThat(second.process().awaitExit(Patience.LIMIT)).isIn(0, 1, 143);
        }
    }

    private static void publish(TestEnvironment environment, String id) {
        environment.requests().publish(Requests.small(environment, id));
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }
}
