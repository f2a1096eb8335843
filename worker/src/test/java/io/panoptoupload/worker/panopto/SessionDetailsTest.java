package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;

import static io.panoptoupload.worker.panopto.Site.TOKEN;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.page;
import static io.panoptoupload.worker.panopto.Site.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.RequestMethod;

import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.stream.Stream;

/** What Panopto shows of a finished session: nice to have, and never in the way. */
class SessionDetailsTest {
    private static final String PATH = "/Panopto/api/v1/sessions/s1";
    private static final String EMBED = "https://uni.example/Panopto/Pages/Embed.aspx?id=s1";

    @AutoClose private final Site site = new Site();

    @Test
    void the_embed_address_and_the_length_are_as_panopto_says() {
        site.respond(GET, PATH, session("\"S1\"", "\"" + EMBED + "\"", "5403.48"));

        assertThat(site.client.details("s1")).isEqualTo(new SessionDetails(null, EMBED, 5403.48));
    }

    @Test
    void the_page_of_a_session_has_an_address_whatever_its_id_looks_like() {
        URI site = URI.create("https://uni.example/");
        assertThat(SessionDetails.viewerUrl(site, "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11"))
                .isEqualTo(
                        "https://uni.example/Panopto/Pages/Viewer.aspx?id=6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
        assertThat(SessionDetails.viewerUrl(site, "{6c1d} x"))
                .isEqualTo("https://uni.example/Panopto/Pages/Viewer.aspx?id=%7B6c1d%7D+x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"12\"", "-1", "1e400", "{}"})
    void a_length_that_is_none_is_absent(String duration) {
        site.respond(GET, PATH, session("\"s1\"", "\"" + EMBED + "\"", duration));

        assertThat(site.client.details("s1")).isEqualTo(new SessionDetails(null, EMBED, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"\"",
                "\"/Panopto/Pages/Embed.aspx\"",
                "\"javascript:alert(1)\"",
                "\"https://user:secret@uni.example/\"",
                "\"https://uni.example/ \\u0000\""
            })
    void an_address_that_is_none_is_absent(String url) {
        site.respond(GET, PATH, session("\"s1\"", url, "0"));

        assertThat(site.client.details("s1")).isEqualTo(new SessionDetails(null, null, 0.0));
    }

    @Test
    void an_address_that_would_not_fit_into_an_event_is_absent() {
        site.respond(GET, PATH, session("\"s1\"", "\"" + EMBED + "x".repeat(2000) + "\"", "1"));

        assertThat(site.client.details("s1").embedUrl()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://watch.uni.example/Panopto/Pages/Viewer.aspx?id=s1",
                "http://localhost:8080/panopto/pages/viewer.aspx?ID=S1"
            })
    void the_address_for_viewers_is_as_panopto_says(String url) {
        site.respond(GET, PATH, viewedAt(url));

        assertThat(site.client.details("s1").viewerUrl()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://uni.example/Panopto/Pages/Viewer.aspx?id=s2",
                "https://uni.example/Panopto/Pages/Viewer.aspx?id=s1&key=secret",
                "https://uni.example/?key=secret#/Panopto/Pages/Viewer.aspx?id=s1",
                "https://user:secret@uni.example/Panopto/Pages/Viewer.aspx?id=s1",
                "http://uni.example/Panopto/Pages/Viewer.aspx?id=s1",
                "ftp://uni.example/Panopto/Pages/Viewer.aspx?id=s1",
                "/Panopto/Pages/Viewer.aspx?id=s1"
            })
    void an_address_for_viewers_that_is_not_this_sessions_page_is_absent(String url) {
        site.respond(GET, PATH, viewedAt(url));

        assertThat(site.client.details("s1").viewerUrl()).isNull();
    }

    static Stream<ResponseDefinitionBuilder> nothing() {
        return Stream.of(
                session("\"another\"", "\"" + EMBED + "\"", "1"),
                json(200, "[]"),
                refusal(401),
                refusal(403),
                json(404, "{\"Error\":{\"Message\":\"There is no session.\"}}"),
                json(429, "{}"),
                page(200),
                page(503),
                json(500, "{}"));
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void without_a_response_nothing_is_known_after_a_single_try(
            ResponseDefinitionBuilder response) {
        site.respond(GET, PATH, response);

        assertThat(site.client.details("s1")).isEqualTo(SessionDetails.NONE);

        assertThat(site.requests(GET, PATH)).hasSize(1);
        assertThat(site.requests(RequestMethod.POST, TOKEN)).hasSize(1);
    }

    @Test
    void a_connection_that_breaks_says_nothing() {
        site.respond(GET, PATH, json(200, "").withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThat(site.client.details("s1")).isEqualTo(SessionDetails.NONE);
    }

    @Test
    void an_api_that_is_walled_off_holds_up_no_upload() {
        site.respond(GET, PATH, page(502));

        for (int i = 0; i < 2 * PanoptoSettings.BREAKER_CALLS; i++) {
            assertThat(site.client.details("s1")).isEqualTo(SessionDetails.NONE);
        }

        assertThat(site.client.unavailableUntil()).isEmpty();
    }

    @Test
    void a_panopto_that_is_down_is_not_asked_for_it() {
        site.respond(GET, Site.UPLOAD, page(503));
        for (int i = 0; i < 10 && site.client.unavailableUntil().isEmpty(); i++) {
            assertThatThrownBy(() -> site.client.getUpload("u1"))
                    .isInstanceOf(TransientFault.class);
        }

        assertThat(site.client.details("s1")).isEqualTo(SessionDetails.NONE);

        assertThat(site.requests(GET, PATH)).isEmpty();
    }

    @Test
    void whoever_is_to_stop_does_not_wait_for_it() {
        site.respond(GET, PATH, session("\"s1\"", "null", "1").withFixedDelay(1000));
        Thread.currentThread().interrupt();

        assertThat(catchThrowableOfType(Interrupted.class, () -> site.client.details("s1")))
                .isNotNull();

        assertThat(Thread.interrupted()).isTrue();
    }

    private static ResponseDefinitionBuilder viewedAt(String url) {
        return json(200, "{\"Id\":\"s1\",\"Urls\":{\"ViewerUrl\":\"%s\"}}".formatted(url));
    }

    private static ResponseDefinitionBuilder session(String id, String embed, String duration) {
        return json(
                200,
                "{\"Id\":%s,\"Duration\":%s,\"Urls\":{\"EmbedUrl\":%s}}"
                        .formatted(id, duration, embed));
    }
}
