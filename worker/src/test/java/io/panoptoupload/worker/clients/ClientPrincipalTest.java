package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class ClientPrincipalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "o.a.k.ScramLoginModule required username=\"cap tures\" password=\"s3cret\";",
                "o.a.k.ScramLoginModule required password=\"s3cret\" username = 'cap tures';"
            })
    void the_user_of_sasl_is_known_by_its_settings(String jaas) {
        assertThat(
                        ClientPrincipal.of(
                                Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", jaas)))
                .contains("User:cap tures");
    }

    @Test
    void nobody_is_known_by_settings_that_name_nobody() {
        assertThat(ClientPrincipal.of(Map.of())).isEmpty();
        assertThat(ClientPrincipal.of(Map.of("security.protocol", "SASL_SSL"))).isEmpty();
        assertThat(
                        ClientPrincipal.of(
                                Map.of(
                                        "bootstrap.servers", "127.0.0.1:1",
                                        "security.protocol", "SSL")))
                .isEmpty();
        assertThat(
                        ClientPrincipal.of(
                                Map.of(
                                        "bootstrap.servers", "127.0.0.1:1",
                                        "security.protocol", "SSL",
                                        "ssl.keystore.location", "/absent.p12")))
                .isEmpty();
    }
}
