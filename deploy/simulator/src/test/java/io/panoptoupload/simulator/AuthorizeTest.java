package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A client that logs in with a browser, as Panopto's python sample does. */
class AuthorizeTest {
    private static final String REDIRECT = "http://localhost:9127/redirect";
    private static final String SAMPLE =
            "response_type=code&client_id=demo-client&scope=openid+api+offline_access&state=xyz"
                    + "&redirect_uri="
                    + URLEncoder.encode(REDIRECT, UTF_8);

    /** The example of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .credentials(
                                    new Credentials(
                                            List.of(
                                                    Credentials.demo().clients().getFirst(),
                                                    new Credentials.Client(
                                                            "unattended",
                                                            "secret",
                                                            Set.of("password"))),
                                            Credentials.demo().users(),
                                            Credentials.demo().folders())));

    @Test
    void the_redirect_brings_a_code_and_the_code_tokens() {
        Reply redirect = authorize(SAMPLE);
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location")).startsWith(REDIRECT + "?");
        Map<String, String> result = result(redirect);
        assertThat(result).containsEntry("state", "xyz").doesNotContainKey("error");

        JsonNode issued = exchange(result.getOrDefault("code", ""), "").expect(200).json();
        assertThat(issued.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(issued.path("scope").asString()).isEqualTo("openid api offline_access");
        Client client = simulator.anonymous();
        client.withToken(issued.path("access_token").asString()).createUpload().expect(201);

        String refresh = "refresh_token=" + issued.path("refresh_token").asString();
        JsonNode renewed = client.token("refresh_token", refresh).expect(200).json();
        client.withToken(renewed.path("access_token").asString()).createUpload().expect(201);
    }

    @Test
    void a_code_is_good_once() {
        String code = code(SAMPLE);
        exchange(code, "").expect(200);
        invalidGrant(exchange(code, ""));
    }

    @Test
    void a_code_is_good_for_minutes() {
        String code = code(SAMPLE);
        simulator.clock().advance(AuthorizationCodes.LIFE);
        invalidGrant(exchange(code, ""));
    }

    @Test
    void a_code_is_good_for_its_own_redirect_only() {
        Reply reply =
                simulator
                        .anonymous()
                        .token(
                                "authorization_code",
                                "redirect_uri=http%3A%2F%2Fother&code=" + code(SAMPLE));
        invalidGrant(reply);
    }

    @Test
    void proof_of_possession_is_checked_where_a_client_offers_it() {
        String challenged = SAMPLE + "&code_challenge_method=S256&code_challenge=" + CHALLENGE;
        exchange(code(challenged), "&code_verifier=" + VERIFIER).expect(200);
        invalidGrant(exchange(code(challenged), "&code_verifier=wrong"));
        invalidGrant(exchange(code(challenged), ""));

        String plain = SAMPLE + "&code_challenge=" + VERIFIER;
        exchange(code(plain), "&code_verifier=" + VERIFIER).expect(200);

        exchange(code(SAMPLE), "&code_verifier=" + VERIFIER).expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "response_type=code, response_type=token, unsupported_response_type",
        "client_id=demo-client, client_id=unattended, unauthorized_client",
        "scope=openid+api+offline_access, scope=openid, invalid_scope",
        "state=xyz, state=xyz&code_challenge_method=S512&code_challenge=x, invalid_request"
    })
    void a_request_that_panopto_refuses_comes_back_to_the_client(
            String from, String to, String error) {
        Map<String, String> result = result(authorize(SAMPLE.replace(from, to)));
        assertThat(result).containsEntry("error", error).containsEntry("state", "xyz");
        assertThat(result).doesNotContainKey("code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response_type=code&client_id=nobody&redirect_uri=http%3A%2F%2Flocalhost%2F",
                "response_type=code&client_id=demo-client",
                "response_type=code&client_id=demo-client&redirect_uri=somewhere",
                "response_type=code&client_id=demo-client&redirect_uri=javascript%3Aalert(1)"
            })
    void an_unknown_client_or_address_is_sent_nowhere(String query) {
        Reply reply = authorize(query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Location")).isEmpty();
    }

    private static Reply authorize(String query) {
        return simulator.anonymous().get("/Panopto/oauth2/connect/authorize?" + query);
    }

    private static String code(String query) {
        return result(authorize(query)).getOrDefault("code", "");
    }

    private static Reply exchange(String code, String more) {
        return simulator
                .anonymous()
                .token(
                        "authorization_code",
                        "redirect_uri=%s&code=%s%s"
                                .formatted(URLEncoder.encode(REDIRECT, UTF_8), code, more));
    }

    private static void invalidGrant(Reply reply) {
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asString()).isEqualTo("invalid_grant");
    }

    /** The fields in the address that the client is redirected to. */
    private static Map<String, String> result(Reply redirect) {
        return Arrays.stream(URI.create(redirect.header("Location")).getRawQuery().split("&", -1))
                .map(field -> field.split("=", 2))
                .collect(
                        Collectors.toMap(
                                field -> field[0], field -> URLDecoder.decode(field[1], UTF_8)));
    }
}
