package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.Uplink;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Panopto's storage, which takes an object in three calls. */
final class StorageTarget implements FuzzTarget {
    private static final List<String> XML = List.of("Content-Type: application/xml");
    private static final String CREATED =
            "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>id-1</UploadId></InitiateMultipartUploadResult>";
    private static final String COMPLETED =
            "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e-1\"</ETag></CompleteMultipartUploadResult>";
    private static final String ERROR =
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>not now</Message><RequestId>7</RequestId></Error>";

    private final Random random;
    private final MutatingServer server;
    private final S3Target target;
    private final Transfers transfers;
    private byte[] response = new byte[0];

    StorageTarget(Random random) throws IOException {
        this.random = random;
        server = new MutatingServer(null, StorageTarget::right);
        target =
                S3Target.of(
                        URI.create(
                                "http://127.0.0.1:%d/Panopto.Upload/s3cret-prefix"
                                        .formatted(server.port())));
        transfers =
                new Transfers(
                        new TransferSettings(
                                1,
                                4,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                () -> Long.MAX_VALUE,
                                new RetryLimits(1, Duration.ofMillis(1), Duration.ofMillis(1))),
                        Uplink.ofRate(1e12),
                        null,
                        new SimpleMeterRegistry(),
                        _ -> {});
    }

    private static String right(String head) {
        if (head.startsWith("PUT")) {
            return MutatingServer.response("200 OK", List.of("ETag: \"e-1\""), "");
        }
        boolean begins = head.substring(0, head.indexOf('\r')).contains("uploads");
        return MutatingServer.response("200 OK", XML, begins ? CREATED : COMPLETED);
    }

    @Override
    public void read(Mutation mutation) {
        int number = random.nextInt(3);
        String expected =
                switch (random.nextInt(4)) {
                    case 0 ->
                            MutatingServer.response(
                                    List.of("400 No", "403 No", "404 No", "503 No")
                                            .get(random.nextInt(4)),
                                    XML,
                                    ERROR);
                    default ->
                            switch (number) {
                                case 0 -> MutatingServer.response("200 OK", XML, CREATED);
                                case 1 ->
                                        MutatingServer.response(
                                                "200 OK", List.of("ETag: \"e-1\""), "");
                                default -> MutatingServer.response("200 OK", XML, COMPLETED);
                            };
                };
        response = mutation.ofResponse(expected);
        server.alter(number, response);
        SendOutcome _ =
                transfers.sendBytes(
                        target, "manifest.xml", "<Session/>".getBytes(UTF_8), () -> Stopping.CUT);
    }

    @Override
    public String input() {
        return new String(response, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        transfers.close();
        server.close();
    }
}
