package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;

class RequestLengthTest {
    @TempDir static Path data;

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(
                    options -> options.withoutHttps().storage(new Storage.Keep(data)));

    @Test
    void a_post_without_a_length_is_refused() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(raw("POST " + path + "/a.mp4?uploads HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 411");
        assertThat(raw("POST /Panopto/PublicAPI/REST/sessionUpload HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 411");
    }

    @Test
    void an_empty_post_that_says_so_is_served() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(raw("POST " + path + "/a.mp4?uploads HTTP/1.1\r\nContent-Length: 0\r\n", ""))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void a_chunked_post_is_refused() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        String chunked = " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";
        assertThat(raw("POST " + path + "/a.mp4?uploads" + chunked, "0\r\n\r\n"))
                .startsWith("HTTP/1.1 411");
        assertThat(raw("POST /Panopto/PublicAPI/REST/sessionUpload" + chunked, "0\r\n\r\n"))
                .startsWith("HTTP/1.1 411");
    }

    @Test
    void a_chunked_put_of_a_file_is_stored() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        String body = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
        String head = "PUT " + path + "/a.mp4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";
        assertThat(raw(head, body)).startsWith("HTTP/1.1 200");
        assertThat(data.resolve(upload.id()).resolve("a.mp4")).hasContent("hello world");
    }

    @Test
    void a_put_without_any_length_is_refused() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        assertThat(raw("PUT " + path + "/a.mp4 HTTP/1.1\r\n", "")).startsWith("HTTP/1.1 411");
        assertThat(simulator.ledger(upload).files()).isEmpty();
    }

    @Test
    void a_part_whose_body_is_cut_short_is_not_stored() throws IOException {
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
                    .send(new byte[999])
                    .finish();
            // The connection ends when the request is over.
            assertThatThrownBy(socket::response).isInstanceOf(SocketException.class);
        }
        assertThat(simulator.ledger(upload).unfinished())
                .containsExactly(new Ledger.Unfinished("a.mp4", 0, 0, 0));
        assertThat(simulator.ledger(upload).bytesReceived()).isZero();
        assertThat(data.resolve(upload.id())).isEmptyDirectory();
    }

    @Test
    void a_client_that_asks_before_it_sends_is_asked_to_go_on() throws IOException {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            socket.send(
                    "PUT "
                            + path
                            + "/a.mp4 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(socket.begin(12)).isEqualTo("HTTP/1.1 100");
            assertThat(socket.send("hello").response()).contains("HTTP/1.1 200");
        }
    }

    private static String raw(String head, String body) throws IOException {
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            return socket.send(head + "Host: localhost\r\nConnection: close\r\n\r\n" + body)
                    .response();
        }
    }
}
