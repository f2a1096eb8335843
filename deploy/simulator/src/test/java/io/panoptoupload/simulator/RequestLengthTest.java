package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.URI;

class RequestLengthTest {
    @RegisterExtension static final RunningSimulator simulator = RunningSimulator.plain();

    @Test
    void aPostWithoutALengthIsRefused() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(raw("POST " + path + "/a.mp4?uploads HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 411");
        assertThat(raw("POST /Panopto/PublicAPI/REST/sessionUpload HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 411");
    }

    @Test
    void anEmptyPostThatSaysSoIsServed() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(raw("POST " + path + "/a.mp4?uploads HTTP/1.1\r\nContent-Length: 0\r\n", ""))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aChunkedBodyIsRefusedAndLeavesNothing() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(
                        raw(
                                "PUT " + path + "/a.mp4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
                                "5\r\nhello\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 411");
        assertThat(simulator.ledger(upload).files()).isEmpty();
    }

    @Test
    void aPartWhoseBodyIsCutShortIsNotStored() throws IOException {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").expect(200).element("UploadId");
        URI address = URI.create(upload.partAddress("a.mp4", uploadId, 1));
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            socket.send(
                            "PUT "
                                    + address.getPath()
                                    + "?"
                                    + address.getQuery()
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
                    .send(new byte[999]);
        }
        await().until(() -> simulator.ledger(upload).requests().containsKey(Operation.UPLOAD_PART));
        // A second part on a connection of its own comes after the first one's end.
        upload.putPart("a.mp4", uploadId, 2, new byte[10]).expect(200);
        assertThat(simulator.ledger(upload).unfinished())
                .containsExactly(new Ledger.Unfinished("a.mp4", 1, 10, 0));
        assertThat(simulator.ledger(upload).bytesReceived()).isEqualTo(10);
    }

    private static String raw(String head, String body) throws IOException {
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            return socket.send(head + "Host: localhost\r\nConnection: close\r\n\r\n" + body)
                    .answer();
        }
    }
}
