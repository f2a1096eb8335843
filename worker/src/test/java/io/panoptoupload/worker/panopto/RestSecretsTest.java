package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.http.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;

class RestSecretsTest {
    private static final String TOKEN = "dG9rZW4tb2YtdGhlLXNpdGU";
    private static final String ECHO =
            "{\"Message\":\"no: Bearer %s at https://up.example/Panopto/Upload/%s?sig=abc\"}"
                    .formatted(TOKEN, Site.GUID);

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 302, 400, 401, 403, 429, 500})
    void no_fault_shows_a_token_a_target_or_a_query(int status) {
        try (Site site = new Site()) {
            site.respondWithTokens(TOKEN);
            site.respond(
                    GET,
                    UPLOAD,
                    status == 0
                            ? aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)
                            : json(status, ECHO));

            assertNothingShows(catchThrowable(() -> site.client.getUpload("u1")));
        }
    }

    /** JSON and HTML have other ways to write a slash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"UploadTarget\":\"https:\\/\\/up.example\\/Panopto\\/Upload\\/%s\\/?sig=abc\"}",
                "{\"UploadTarget\":\"https:\\u002F\\u002Fup.example\\u002fUpload\\u002F%s\"}",
                "{\"detail\":\"{\\\"UploadTarget\\\":\\\"https:\\\\/\\\\/up.example\\\\/Upload\\\\/%s\\\"}\"}",
                "no: https:\\/\\/up.example\\/Upload\\/%s\\/camera.mp4?sig=abc",
                "no: https:&#47;&#47;up.example&#x2F;Upload&#47;%s&#47;camera.mp4",
                "no: /login?return=https%%3A%%2F%%2Fup.example%%2FUpload%%2F%s%%2fcamera.mp4"
            })
    void no_fault_shows_a_target_that_is_escaped(String body) {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, json(503, body.formatted(Site.GUID)));

            assertNothingShows(catchThrowable(() -> site.client.getUpload("u1")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500})
    void no_fault_of_a_token_shows_what_was_sent(int status) {
        try (Site site = new Site()) {
            site.respondWithToken(
                    status, "{\"error\":\"Bearer %s at https://h/p?sig=abc\"}".formatted(TOKEN));

            assertNothingShows(catchThrowable(site.tokens::current));
        }
    }

    /** Firewalls and some token servers repeat what they refuse. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocked: %s",
                "{\"Message\":\"%s\"}",
                "{\"error\":\"Forbidden\",\"error_description\":\"%s\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"%s\"}"
            })
    void no_fault_of_a_token_repeats_a_form_or_a_header(String body) {
        String echo =
                "Authorization: Basic Y2xpZW50OnMzY3IzdA== grant_type=password&password=p4ssw0rd";
        try (Site site = new Site()) {
            site.respondWithToken(403, body.formatted(echo));

            assertNothingShows(catchThrowable(site.tokens::current));
        }
    }

    @Test
    void settings_show_no_secret() {
        OAuth oauth = new OAuth("client", "s3cr3t", new OAuth.Password("lecturer", "p4ssw0rd"));

        assertThat(oauth.toString())
                .contains("client", "lecturer")
                .doesNotContain("s3cr3t", "p4ssw0rd");
    }

    private static void assertNothingShows(Throwable thrown) {
        assertThat(thrown).isInstanceOf(io.panoptoupload.worker.fault.Fault.class);
        StringWriter everything = new StringWriter();
        thrown.printStackTrace(new PrintWriter(everything));
        everything.write(
                String.valueOf(((io.panoptoupload.worker.fault.Fault) thrown).panoptoMessage()));
        assertThat(everything.toString())
                .doesNotContain(TOKEN, Site.GUID, "sig=", "s3cr3t", "p4ssw0rd", "Basic ");
    }
}
