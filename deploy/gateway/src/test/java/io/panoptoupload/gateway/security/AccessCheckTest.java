package io.panoptoupload.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

import java.util.List;

class AccessCheckTest {
    private static final String HASH =
            "{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
    void without_users_loopback_is_allowed(String address) {
        assertThat(faults("server.address", address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "", " "})
    void without_users_nothing_else_is(String address) {
        assertThat(faults("server.address", address))
                .singleElement()
                .asString()
                .startsWith("server.address: '" + address + "' is not allowed")
                .contains("gateway.users.*");
    }

    @Test
    void with_users_tokens_or_a_provider_any_address_is() {
        assertThat(
                        faults(
                                "server.address", "0.0.0.0",
                                "gateway.users.alice.password", HASH,
                                "gateway.users.alice.roles", "viewer,operator"))
                .isEmpty();
        assertThat(
                        faults(
                                "server.address", "0.0.0.0",
                                "gateway.tokens.lt1.sha256", SHA256,
                                "gateway.tokens.lt1.roles", "publisher"))
                .isEmpty();
        assertThat(
                        faults(
                                "server.address", "0.0.0.0",
                                "spring.security.oauth2.client.registration.uni.client-id", "x"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{noop}secret",
                "{MD5}5ebe2294ecd0e0f08eab7690d2a6ee69",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "{bcrypt}secret",
                "{bcrypt}$2a$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
            })
    void a_password_that_is_not_hashed_as_it_should_be_is_refused_and_never_shown(String password) {
        assertThat(
                        faults(
                                "server.address", "127.0.0.1",
                                "gateway.users.alice.password", password,
                                "gateway.users.alice.roles", "viewer"))
                .singleElement()
                .asString()
                .startsWith("gateway.users.alice.password: ")
                .doesNotContain(password);
    }

    @Test
    void a_token_itself_in_place_of_its_hash_is_refused_and_never_shown() {
        assertThat(
                        faults(
                                "server.address", "127.0.0.1",
                                "gateway.tokens.lt1.sha256", "the-token-itself",
                                "gateway.tokens.lt1.roles", "publisher"))
                .singleElement()
                .asString()
                .startsWith("gateway.tokens.lt1.sha256: ")
                .doesNotContain("the-token-itself");
    }

    @Test
    void roles_that_nobody_knows_and_missing_ones_are_refused() {
        assertThat(
                        faults(
                                "server.address",
                                "127.0.0.1",
                                "gateway.users.alice.password",
                                HASH,
                                "gateway.users.alice.roles",
                                "admin",
                                "gateway.tokens.lt1.sha256",
                                SHA256))
                .anySatisfy(
                        line -> assertThat(line).startsWith("gateway.users.alice.roles: 'admin'"))
                .anySatisfy(line -> assertThat(line).startsWith("gateway.tokens.lt1.roles: ''"))
                .hasSize(2);
    }

    private static List<String> faults(String... properties) {
        MockEnvironment environment = new MockEnvironment();
        for (int i = 0; i < properties.length; i += 2) {
            environment.setProperty(properties[i], properties[i + 1]);
        }
        return AccessCheck.faults(environment);
    }
}
