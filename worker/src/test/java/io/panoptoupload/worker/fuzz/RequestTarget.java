package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.request.ContentDigest;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.Incoming;
import io.panoptoupload.worker.request.RequestDecoder;
import io.panoptoupload.worker.request.RequestRules;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** Records of the request topic: decoded, judged, and their content compared. */
final class RequestTarget implements FuzzTarget {
    private static final String[] EXAMPLES = {
        "requests/minimal.json",
        "requests/full.json",
        "requests/add-to-session.json",
        "requests/cancel.json",
        "requests/retry.json",
        "requests/retry-with-new-content.json",
        "structured-cloud-event.json"
    };

    private final Random random;
    private final List<String> examples = new ArrayList<>();
    private final RequestDecoder decoder = new RequestDecoder();
    private final RequestRules rules = new RequestRules(InstantSource.system(), _ -> {});
    private final ContentDigest digest = new ContentDigest(Incoming.JSON);
    private byte[] value = new byte[0];

    RequestTarget(Random random) throws IOException {
        this.random = random;
        for (String example : EXAMPLES) {
            try (InputStream in = UploadRequest.class.getResourceAsStream("examples/" + example)) {
                examples.add(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
            }
        }
    }

    @Override
    public void read(Mutation mutation) {
        value = mutation.of(examples.get(random.nextInt(examples.size())));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("requests", 0, 7, mutation.of("lt1-2026-11-23T09"), value);
        if (random.nextInt(3) == 0) {
            record.headers().add("content-type", mutation.of("application/cloudevents+json"));
            record.headers().add("ce_type", mutation.of("panopto.upload.requested.v1"));
            record.headers()
                    .add(
                            "traceparent",
                            mutation.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        }
        Optional<String> _ = RequestDecoder.traceparent(record);
        switch (decoder.decode(record)) {
            case Decoded.Refused refused -> {
                if (refused.reason().isBlank()) {
                    throw new IllegalStateException("refused without a word");
                }
            }
            case Decoded.Request(UploadRequest request) -> {
                if (rules.check(request).isEmpty() && RequestRules.hasContent(request)) {
                    String _ = digest.of(request);
                }
            }
        }
    }

    @Override
    public String input() {
        return new String(value, UTF_8);
    }
}
