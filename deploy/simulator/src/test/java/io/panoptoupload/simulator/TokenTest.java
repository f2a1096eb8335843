package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class TokenTest {
    private static final String FORM = "&client_id=demo-client&client_secret=demo-secret";
    private static final String USER = "username=demo-user&password=demo-password&scope=";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .tokenLife(Duration.ofMinutes(10))
                            .credentials(
                                    new Credentials(
                                            List.of(
                                                    Credentials.demo().clients().getFirst(),
                                                    new Credentials.Client(
                                                            "browser-client",
                                                            "secret",
                                                            Set.of("refresh_token"))),
                                            Credentials.demo().users(),
                                            Credentials.demo().folders())));

    @ParameterizedTest
    @CsvSource({
        "demo-client:wrong, password, username=demo-user&password=demo-password, invalid_client",
        "nobody:demo-secret, password, username=demo-user&password=demo-password, invalid_client",
        "demo-client:demo-secret, password, username=demo-user&password=no, invalid_grant",
        "demo-client:demo-secret, password, username=nobody&password=demo-password, invalid_grant",
        "demo-client:demo-secret, refresh_token, refresh_token=unknown, invalid_grant",
        "demo-client:demo-secret, device_code, x=y, unsupported_grant_type",
        "browser-client:secret, password, username=demo-user&password=demo-password,"
                + " unauthorized_client",
        "browser-client:secret, client_credentials, x=y, unauthorized_client"
    })
    void wrong_user_client_and_secret_are_distinguished(
            String client, String grant, String fields, String error) {
        Reply reply = simulator.anonymous().token(client, grant, fields + "&scope=openid+api");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asString()).isEqualTo(error);
    }

    @Test
    void the_client_may_name_itself_in_the_form() {
        JsonNode issued =
                inForm("token", "grant_type=password&" + USER + "openid+api+offline_access" + FORM)
                        .expect(200)
                        .json();
        JsonNode renewed =
                inForm(
                                "token",
                                "grant_type=refresh_token&refresh_token="
                                        + issued.path("refresh_token").asString()
                                        + FORM)
                        .expect(200)
                        .json();
        String token = renewed.path("access_token").asString();
        simulator.anonymous().withToken(token).createUpload().expect(201);
        inForm("revocation", "token=" + token + FORM).expect(200);
        simulator.anonymous().withToken(token).createUpload().expect(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&client_id=demo-client",
                "&client_id=demo-client&client_secret=wrong",
                "&client_id=nobody&client_secret=demo-secret"
            })
    void a_client_that_names_itself_wrongly_in_the_form_is_refused(String client) {
        Reply reply = inForm("token", "grant_type=password&" + USER + "openid+api" + client);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asString()).isEqualTo("invalid_client");
        inForm("revocation", "token=any" + client).expect(400);
    }

    @Test
    void a_scope_without_the_api_is_refused() {
        Reply reply = simulator.anonymous().token("password", USER + "openid");
        assertThat(reply.json().path("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    void only_offline_access_brings_a_refresh_token() {
        assertThat(token("openid+api").has("refresh_token")).isFalse();
        assertThat(token("openid+api+offline_access").has("refresh_token")).isTrue();
    }

    @Test
    void a_token_opens_the_api_until_it_expires() {
        JsonNode issued = token("openid+api");
        assertThat(issued.path("expires_in").asInt()).isEqualTo(600);
        Client client = simulator.anonymous().withToken(issued.path("access_token").asString());
        client.createUpload().expect(201);
        simulator.clock().advance(Duration.ofMinutes(10));
        assertThat(client.createUpload().status()).isEqualTo(401);
    }

    @Test
    void an_unknown_or_missing_token_is_refused() {
        assertThat(simulator.anonymous().createUpload().status()).isEqualTo(401);
        Reply reply = simulator.anonymous().withToken("made-up").createUpload();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void a_refresh_token_rotates_and_can_be_spent_once() {
        String first = token("openid+api+offline_access").path("refresh_token").asString();
        JsonNode renewed = refresh("demo-client:demo-secret", first).expect(200).json();
        simulator
                .anonymous()
                .withToken(renewed.path("access_token").asString())
                .createUpload()
                .expect(201);
        assertThat(refresh("demo-client:demo-secret", first).status()).isEqualTo(400);
        String second = renewed.path("refresh_token").asString();
        assertThat(second).isNotEqualTo(first);
        refresh("demo-client:demo-secret", second).expect(200);
    }

    @Test
    void a_refresh_token_is_good_for_its_own_client_only() {
        String refreshToken = token("openid+api+offline_access").path("refresh_token").asString();
        assertThat(refresh("browser-client:secret", refreshToken).status()).isEqualTo(400);
        refresh("demo-client:demo-secret", refreshToken).expect(200);
    }

    @Test
    void a_consent_given_beforehand_leaves_a_refresh_token() {
        refresh("demo-client:demo-secret", "demo-refresh-token").expect(200);
    }

    @Test
    void client_credentials_work() {
        String token =
                simulator
                        .anonymous()
                        .token("client_credentials", "scope=openid+api")
                        .expect(200)
                        .json()
                        .path("access_token")
                        .asString();
        simulator.anonymous().withToken(token).createUpload().expect(201);
    }

    @Test
    void a_revoked_token_is_over() {
        String token = token("openid+api").path("access_token").asString();
        simulator
                .anonymous()
                .send(
                        "POST",
                        "/Panopto/oauth2/connect/revocation",
                        Map.of("Authorization", "Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ="),
                        "token=" + token)
                .expect(200);
        assertThat(simulator.anonymous().withToken(token).createUpload().status()).isEqualTo(401);
    }

    @Test
    void the_discovery_document_names_the_endpoints() {
        String base = simulator.simulator().httpUri() + "/Panopto/oauth2";
        JsonNode document =
                simulator
                        .anonymous()
                        .get("/Panopto/oauth2/.well-known/openid-configuration")
                        .expect(200)
                        .json();
        assertThat(document.path("issuer").asString()).isEqualTo(base);
        assertThat(document.path("authorization_endpoint").asString())
                .isEqualTo(base + "/connect/authorize");
        assertThat(document.path("token_endpoint").asString()).isEqualTo(base + "/connect/token");
        assertThat(document.path("revocation_endpoint").asString())
                .isEqualTo(base + "/connect/revocation");
        assertThat(document.path("token_endpoint_auth_methods_supported").valueStream())
                .extracting(JsonNode::asString)
                .containsExactly("client_secret_basic", "client_secret_post");
        URI keys = URI.create(document.path("jwks_uri").asString());
        assertThat(simulator.anonymous().get(keys.getPath()).json().path("keys")).isEmpty();
    }

    private static Reply inForm(String endpoint, String fields) {
        return simulator
                .anonymous()
                .send(
                        "POST",
                        "/Panopto/oauth2/connect/" + endpoint,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        fields);
    }

    private static JsonNode token(String scope) {
        return simulator.anonymous().token("password", USER + scope).expect(200).json();
    }

    private static Reply refresh(String client, String refreshToken) {
        return simulator
                .anonymous()
                .token(client, "refresh_token", "refresh_token=" + refreshToken);
    }
}
