package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** When fault rules fire, and how they are set over HTTP. */
class FaultRuleTest {
    @RegisterExtension static final RunningSimulator simulator = RunningSimulator.plain();

    @Test
    void a_rule_without_conditions_fires_always() {
        put("[{'operation': 'createUpload', 'kind': 'status'}]");
        assertThat(fiveCreations()).containsExactly(503, 503, 503, 503, 503);
    }

    @Test
    void nth_is_one_call() {
        put("[{'operation': 'createUpload', 'kind': 'status', 'nth': 3}]");
        assertThat(fiveCreations()).containsExactly(201, 201, 503, 201, 201);
    }

    @Test
    void calls_are_several() {
        put("[{'operation': 'createUpload', 'kind': 'status', 'calls': [1, 4]}]");
        assertThat(fiveCreations()).containsExactly(503, 201, 201, 503, 201);
    }

    @Test
    void times_is_a_limit() {
        put("[{'operation': 'createUpload', 'kind': 'status', 'times': 2}]");
        assertThat(fiveCreations()).containsExactly(503, 503, 201, 201, 201);
    }

    @Test
    void probability_is_a_chance() {
        put("[{'operation': 'createUpload', 'kind': 'status', 'probability': 0.0}]");
        assertThat(fiveCreations()).containsOnly(201);
        put("[{'operation': 'createUpload', 'kind': 'status', 'probability': 1.0}]");
        assertThat(fiveCreations()).containsOnly(503);
    }

    @Test
    void match_looks_into_the_address() {
        put("[{'operation': 'any', 'kind': 'status', 'match': 'b.mp4'}]");
        TestUpload upload = simulator.client().begin();
        upload.createMultipart("a.mp4").expect(200);
        upload.createMultipart("b.mp4").expect(503);
    }

    @Test
    void any_covers_every_operation() {
        Client client = simulator.client();
        put("[{'operation': 'any', 'kind': 'status', 'status': 418}]");
        client.createUpload().expect(418);
        client.token("password", "x=y").expect(418);
        client.api("GET", "/Panopto/api/v1/folders/creator", "").expect(418);
        client.get("/simulator/health").expect(200);
    }

    @Test
    void the_first_rule_that_fires_decides_and_all_of_them_count() {
        put(
                "[{'id': 'a', 'operation': 'createUpload', 'kind': 'status', 'status': 500, 'nth':"
                        + " 2}, {'id': 'b', 'operation': 'any', 'kind': 'status', 'status': 502,"
                        + " 'match': 'sessionUpload', 'calls': [2, 3]}]");
        assertThat(fiveCreations()).containsExactly(201, 500, 502, 201, 201);
        JsonNode rules = simulator.anonymous().get("/simulator/faults").json();
        assertThat(rules.get(0).path("called").asInt()).isEqualTo(5);
        assertThat(rules.get(0).path("fired").asInt()).isEqualTo(1);
        assertThat(rules.get(1).path("called").asInt()).isEqualTo(5);
        assertThat(rules.get(1).path("fired").asInt()).isEqualTo(1);
    }

    @Test
    void rules_are_set_again_as_they_are_listed() {
        put("[{'id': 'a', 'operation': 'createUpload', 'kind': 'status', 'calls': [2, 4]}]");
        assertThat(fiveCreations()).containsExactly(201, 503, 201, 503, 201);
        String listed = simulator.anonymous().get("/simulator/faults").expect(200).body();
        assertThat(listed).containsOnlyOnce("\"calls\":[2,4]").contains("\"called\":5");
        simulator.anonymous().send("PUT", "/simulator/faults", Map.of(), listed).expect(200);
        assertThat(fiveCreations())
                .as("from its first call")
                .containsExactly(201, 503, 201, 503, 201);
    }

    @Test
    void rules_are_listed_as_they_were_given() {
        put("[{'id': 'a', 'operation': 'uploadPart', 'kind': 'late-effect', 'delayMs': 5}]");
        JsonNode rule = simulator.anonymous().get("/simulator/faults").json().get(0);
        assertThat(rule.path("id").asString()).isEqualTo("a");
        assertThat(rule.path("operation").asString()).isEqualTo("uploadPart");
        assertThat(rule.path("kind").asString()).isEqualTo("late-effect");
        assertThat(rule.path("delayMs").asInt()).isEqualTo(5);
        assertThat(rule.path("waiting").asInt(-1)).isZero();
        assertThat(rule.has("status")).isFalse();
    }

    @Test
    void rules_can_be_removed_one_by_one_or_all_at_once() {
        put(
                "[{'id': 'a', 'operation': 'any', 'kind': 'reset', 'nth': 99},"
                        + "{'id': 'b', 'operation': 'any', 'kind': 'reset', 'nth': 99}]");
        assertThat(delete("/simulator/faults/a").json()).hasSize(1);
        assertThat(delete("/simulator/faults/a").status()).isEqualTo(404);
        assertThat(delete("/simulator/faults").json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "delay",
                "reset",
                "cut",
                "lost-answer",
                "hold",
                "late-effect",
                "expire-token",
                "expire-upload",
                "processing-error",
                "html",
                "login-redirect",
                "bom",
                "no-session"
            })
    void each_kind_is_set_listed_and_removed_over_http(String kind) {
        put("[{'id': 'a', 'operation': 'uploadPart', 'kind': '%s', 'nth': 2}]".formatted(kind));
        JsonNode listed = simulator.anonymous().get("/simulator/faults").expect(200).json();
        assertThat(listed.path(0).path("kind").asString()).isEqualTo(kind);
        assertThat(listed.path(0).path("nth").asInt()).isEqualTo(2);
        assertThat(delete("/simulator/faults").expect(200).json()).isEmpty();
        assertThat(simulator.anonymous().get("/simulator/faults").json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "nonsense",
                "[{'operation': 'uploadPart'}]",
                "[{'kind': 'status'}]",
                "[{'operation': 'upload-part', 'kind': 'status'}]",
                "[{'operation': 'uploadPart', 'kind': 'explode'}]",
                "[{'operation': 'uploadPart', 'kind': 'status', 'probabilty': 1}]"
            })
    void a_rule_that_cannot_be_understood_is_refused(String rules) {
        Reply reply =
                simulator
                        .anonymous()
                        .send("PUT", "/simulator/faults", Map.of(), rules.replace('\'', '"'));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("Message").asString()).isNotBlank();
    }

    private static void put(String rules) {
        simulator
                .anonymous()
                .send("PUT", "/simulator/faults", Map.of(), rules.replace('\'', '"'))
                .expect(200);
    }

    private static Reply delete(String path) {
        return simulator.anonymous().send("DELETE", path, Map.of(), "");
    }

    private static List<Integer> fiveCreations() {
        Client client = simulator.client();
        List<Integer> statuses = new ArrayList<>();
        for (int call = 1; call <= 5; call++) {
            statuses.add(client.createUpload().status());
        }
        return statuses;
    }
}
