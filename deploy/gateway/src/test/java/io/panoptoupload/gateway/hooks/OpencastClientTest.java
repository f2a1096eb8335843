package io.panoptoupload.gateway.hooks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.gateway.wire.RawServer;

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
                OpencastClient client =
                        new OpencastClient(
                                dripping.uri(),
                                "reader",
                                "p4ssw0rd",
                                JsonMapper.shared(),
                                Duration.ofMillis(500))) {
            assertThatThrownBy(() -> client.event("x"))
                    .isInstanceOf(OpencastClient.NoResponse.class)
                    .hasMessageContaining("SocketTimeoutException");
            await().atMost(Patience.LIMIT).until(() -> dripping.ended() == 1);
        }
    }
}
