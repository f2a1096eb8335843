package io.panoptoupload.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.app.ConfigurationFault;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class GatewayCheckTest {
    private static final String SECRET = "0123456789abcdef-s3cret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway.webhook.secret",
                "gateway.hooks.zoom.secret",
                "gateway.hooks.opencast.secret",
                "gateway.hooks.opencast.password",
                "spring.security.oauth2.client.registration[uni].client-secret",
                "spring.security.oauth2.client.registration[Uni_1].client-secret"
            })
    void what_an_editor_left_around_a_secret_is_named_without_showing_it(String property) {
        for (String given :
                new String[] {
                    "\uFEFF" + SECRET, SECRET + "\r\n", " " + SECRET, "\"" + SECRET + "\""
                }) {
            assertThatThrownBy(() -> GatewayCheck.check(with(property, given)))
                    .isInstanceOfSatisfying(
                            ConfigurationFault.class,
                            fault ->
                                    assertThat(fault.lines())
                                            .anySatisfy(line ->
                                                    assertThat(line).startsWith(property + ": "))
                                            .noneSatisfy(
                                                    line -> assertThat(line).contains("s3cret")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "spring.security.oauth2.client.registration.uni.client-secret")
    void a_secret_as_it_should_be_stops_nothing(String property) {
        assertThatCode(() -> GatewayCheck.check(with(property, SECRET))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "65536", "-1"})
    void a_port_that_is_none_is_named(String port) {
        assertThatThrownBy(() -> GatewayCheck.check(with("server.port", port)))
                .isInstanceOfSatisfying(
                        ConfigurationFault.class,
                        fault ->
                                assertThat(fault.lines())
                                        .containsExactly(
                                                "server.port: '%s' is not allowed; allowed: 0 to 65535"
                                                        .formatted(port)));
    }

    private static MockEnvironment with(String property, String value) {
        return new MockEnvironment()
                .withProperty("spring.kafka.bootstrap-servers", "localhost:9092")
                .withProperty("server.address", "127.0.0.1")
                .withProperty(property, value);
    }
}
