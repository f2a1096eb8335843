package io.panoptoupload.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.app.ConfigurationFault;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class GatewayCheckTest {
    private static final String SECRET = "0123456789abcdef-s3cret";
    private static final String WEBHOOK_SECRET = "gateway.webhook.secret";

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

    @Test
    void a_proxy_that_cannot_be_used_is_named_and_not_shown() {
        assertThatThrownBy(
                        () -> GatewayCheck.check(with("HTTPS_PROXY", "socks5://s3cret@proxy:1080")))
                .isInstanceOfSatisfying(
                        ConfigurationFault.class,
                        fault ->
                                assertThat(fault.lines())
                                        .singleElement()
                                        .satisfies(line ->
                                                assertThat(line)
                                                        .startsWith("HTTPS_PROXY: ")
                                                        .doesNotContain("s3cret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "fifteen letters", "sixteen letters!"})
    void a_webhooks_secret_may_be_as_short_as_its_receiver_has_it(String secret) {
        assertThatCode(() -> GatewayCheck.check(webhook().withProperty(WEBHOOK_SECRET, secret)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void a_webhook_without_a_secret_is_refused(@Nullable String secret) {
        MockEnvironment environment = webhook();
        if (secret != null) {
            environment.setProperty(WEBHOOK_SECRET, secret);
        }
        assertThatThrownBy(() -> GatewayCheck.check(environment))
                .isInstanceOfSatisfying(
                        ConfigurationFault.class,
                        fault ->
                                assertThat(fault.lines())
                                        .anyMatch(line ->
                                                line.startsWith(WEBHOOK_SECRET + ": is missing")));
    }

    private static MockEnvironment webhook() {
        return with("gateway.webhook.url", "https://receiver.uni.example/hook");
    }

    private static MockEnvironment with(String property, String value) {
        return new MockEnvironment()
                .withProperty("spring.kafka.bootstrap-servers", "localhost:9092")
                .withProperty("server.address", "127.0.0.1")
                .withProperty(property, value);
    }
}
