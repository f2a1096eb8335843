import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;

/**
 * Publishes one lecture: {@code java -cp ... Publish.java BROKERS REQUEST_ID FOLDER_ID TITLE URI}.
 *
 * <p>Needs panopto-upload-messages, kafka-clients, and Jackson 3.
 */
public class Publish {
    public static void main(String[] args) throws Exception {
        UploadRequest request =
                UploadRequest.builder(args[1])
                        .folderId(args[2])
                        .title(args[3])
                        .streams(List.of(Stream.of(Source.of(args[4]), Role.PRIMARY)))
                        // comes back in every event
                        .extensions(Map.of("sender", "Publish.java"))
                        .build();
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", args[0]),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            byte[] json = JsonMapper.shared().writeValueAsBytes(request);
            // Durable once get has returned.
            producer.send(new ProducerRecord<>(Topics.REQUESTS, request.requestId(), json)).get();
        }
    }
}
