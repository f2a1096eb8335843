package io.panoptoupload.gateway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.gateway.wire.RawServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;

class OpencastClientTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nDate: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"
            })
    void a_response_that_drips_ends_with_the_time_out(String beginning) throws Exception {
        try (RawServer dripping = new RawServer(beginning, " ");
                OpencastClient client = client(dripping, Duration.ofMillis(500))) {
            assertThatThrownBy(() -> client.event("x"))
                    .isInstanceOf(OpencastClient.NoResponse.class)
                    .hasMessageContaining("SocketTimeoutException");
            await().atMost(Patience.LIMIT).until(() -> dripping.ended() == 1);
        }
    }

    @Test
    void a_byte_order_mark_before_an_event_is_passed_over() throws Exception {
        String marked =
                "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n\u00EF\u00BB\u00BF{\"title\": \"a\"}";
        try (RawServer server = new RawServer(marked);
                OpencastClient client = client(server, Duration.ofSeconds(20))) {
            assertThat(client.event("x").path("title").stringValue()).isEqualTo("a");
        }
    }

    private static OpencastClient client(RawServer server, Duration response) {
        return new OpencastClient(
                server.uri(), "reader", "p4ssw0rd", JsonMapper.shared(), response);
    }
}
