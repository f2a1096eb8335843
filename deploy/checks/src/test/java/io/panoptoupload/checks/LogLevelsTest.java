package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

/** What others log. */
@Tag("full")
class LogLevelsTest {
    /** Each of dozens of clients would say so for each try to connect, all night. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker/src/main/resources/application.yaml",
                "deploy/gateway/src/main/resources/application.yaml"
            })
    void that_a_broker_is_away_is_not_said_by_each_client(String file) {
        JsonNode levels = Repository.tree(file).at("/logging/level");
        assertThat(levels.get("org.apache.kafka.clients.NetworkClient").stringValue())
                .isEqualTo("error");
    }
}
