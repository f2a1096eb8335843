package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.http.RequestMethod.DELETE;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.POST;
import static com.github.tomakehurst.wiremock.http.RequestMethod.PUT;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.UPLOADS;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.page;
import static io.panoptoupload.worker.panopto.Site.refusal;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.util.List;

class PanoptoClientTest {
    private static final String ACCESS = "/Panopto/api/v1/sessions/s1/settings/access";
    private static final String STREAMS = "/Panopto/PublicAPI/REST/upload";

    @AutoClose private final Site site = new Site();
    private final PanoptoClient client = site.client;

    @Test
    void an_upload_is_opened_in_a_folder() {
        site.respond(POST, UPLOADS, upload(201, "0"));

        UploadSession upload = client.createUpload("f1");

        assertThat(upload.id()).isEqualTo("u1");
        assertThat(upload.sessionId()).isNull();
        assertThat(upload.state()).isEqualTo(UploadState.UPLOADING);
        assertThat(upload.message()).isEqualTo("all well");
        assertThat(upload.target())
                .isEqualTo(URI.create("https://up.example/Panopto/Upload/" + Site.GUID));
        assertThat(upload.toString()).doesNotContain(Site.GUID);
        assertThat(site.requests(POST, UPLOADS))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.getBodyAsString()).isEqualTo("{\"FolderId\":\"f1\"}");
                    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer first");
                });
    }

    @Test
    void a_message_without_a_text_is_passed_on_as_its_number() {
        site.respond(
                GET,
                UPLOAD,
                json(200, "{\"ID\":\"u1\",\"State\":5,\"MessageID\":37,\"Message\":null}"));

        assertThat(client.getUpload("u1").orElseThrow().message()).isEqualTo("MessageID 37");
    }

    @Test
    void a_stream_is_added_to_a_session_under_a_resource_of_its_own() {
        site.respond(POST, STREAMS, upload(201, "0"));
        site.respond(GET, STREAMS + "/u1", upload(200, "0"));
        site.respond(PUT, STREAMS + "/u1", upload(200, "1"));
        site.respond(DELETE, STREAMS + "/u1", upload(200, "2"));

        SessionUploads added = client.ofAddedStreams();
        UploadSession upload = added.addStream("s1", StreamType.SECONDARY_VIDEO);

        assertThat(site.requests(POST, STREAMS).getFirst().getBodyAsString())
                .isEqualTo("{\"SessionID\":\"s1\",\"StreamType\":1}");
        assertThat(added.getUpload(upload.id())).isPresent();
        assertThat(added.finalise(upload).state()).isEqualTo(UploadState.UPLOAD_COMPLETE);
        assertThat(added.cancelUpload(upload.id())).isPresent();
        assertThat(site.allRequests()).isEqualTo(5);
    }

    @Test
    void a_session_that_panopto_does_not_know_is_named() {
        site.respond(POST, STREAMS, json(404, "{\"Message\":\"no such session\"}"));

        assertThatThrownBy(() -> client.addStream("s1", StreamType.PRIMARY_VIDEO))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("has no session s1")
                .hasMessageContaining("addToSession");
    }

    @Test
    void an_upload_that_panopto_does_not_know_is_empty() {
        site.respond(GET, UPLOAD, json(404, "{\"Message\":\"no such upload\"}"));
        site.respond(DELETE, UPLOAD, json(404, "{\"Message\":\"no such upload\"}"));

        assertThat(client.getUpload("u1")).isEmpty();
        assertThat(client.cancelUpload("u1")).isEmpty();
    }

    @Test
    void a_proxy_that_does_not_know_it_says_nothing() {
        for (ResponseDefinitionBuilder response :
                new ResponseDefinitionBuilder[] {page(404), aResponse().withStatus(404)}) {
            site.respond(GET, UPLOAD, response);

            assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);
        }
    }

    @Test
    void finalising_sends_the_whole_object_back_with_state_one() {
        site.respond(GET, UPLOAD, upload(200, "\"Uploading\""));
        site.respond(PUT, UPLOAD, upload(200, "1"));

        UploadSession done = client.finalise(client.getUpload("u1").orElseThrow());

        assertThat(done.state()).isEqualTo(UploadState.UPLOAD_COMPLETE);
        String sent = site.requests(PUT, UPLOAD).getFirst().getBodyAsString();
        JsonMapper json = new JsonMapper();
        assertThat(json.readTree(sent))
                .isEqualTo(json.readTree(upload(200, "1").build().getBody()));
        assertThat(sent).contains("1.10");
    }

    @Test
    void what_fails_for_the_moment_is_repeated_at_once() {
        site.respond(GET, UPLOAD, page(502), aResponse().withStatus(503), upload(200, "3"));

        assertThat(client.getUpload("u1").orElseThrow().state()).isEqualTo(UploadState.PROCESSING);
        assertThat(site.retried).containsExactly("get-upload", "get-upload");
    }

    @Test
    void it_is_given_up_after_a_few_tries() {
        site.respond(GET, UPLOAD, json(503, "{\"Message\":\"maintenance until six\"}"));

        Fault fault = assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);

        assertThat(fault.panoptoMessage()).isEqualTo("maintenance until six");
        assertThat(((TransientFault) fault).notAttempted()).isFalse();
        assertThat(site.requests(GET, UPLOAD)).hasSize(3);
    }

    @Test
    void a_short_retry_after_is_obeyed() {
        site.respond(GET, UPLOAD, json(429, "{}").withHeader("Retry-After", "1"), upload(200, "0"));
        long began = System.nanoTime();

        client.getUpload("u1");

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_long_retry_after_is_left_to_the_caller_untried() {
        site.respond(GET, UPLOAD, refusal(429).withHeader("Retry-After", "600"));

        TransientFault fault =
                (TransientFault)
                        assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);

        assertThat(fault.notAttempted()).isTrue();
        assertThat(fault.retryAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(site.requests(GET, UPLOAD)).hasSize(1);
    }

    /**
     * A firewall that always says so would have a job ask for ever, and nobody would hear of it.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {"<html>Slow down</html>", "{\"message\":\"Too many\"}", "Slow down", ""})
    void a_429_that_does_not_say_that_panopto_speaks_counts_as_a_try(String body) {
        site.respond(GET, UPLOAD, json(429, body).withHeader("Retry-After", "600"));

        TransientFault fault =
                (TransientFault)
                        assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);

        assertThat(fault.notAttempted()).isFalse();
        assertThat(fault.retryAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(fault).hasMessageContaining("429");
    }

    @Test
    void an_expired_token_is_renewed_once() {
        site.respond(GET, UPLOAD, refusal(401), upload(200, "0"));

        client.getUpload("u1");

        assertThat(site.requests(GET, UPLOAD))
                .extracting(request -> request.getHeader("Authorization"))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void a_refusal_of_a_fresh_token_is_for_good() {
        site.respond(GET, UPLOAD, json(403, "{\"Message\":\"not yours\"}"));
        site.respond(DELETE, UPLOAD, refusal(401));

        Fault fault = assertFault(() -> client.getUpload("u1"), ErrorCode.PERMISSION_DENIED);

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.panoptoMessage()).isEqualTo("not yours");
        assertThat(site.requests(GET, UPLOAD)).hasSize(2);
        assertThat(site.requests(POST, Site.TOKEN)).hasSize(2);
        assertFault(() -> client.cancelUpload("u1"), ErrorCode.AUTHENTICATION_FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 407, 411, 413, 421})
    void a_page_is_an_outage_whatever_its_status(int status) {
        site.respond(GET, UPLOAD, page(status));
        site.respond(POST, UPLOADS, page(status));

        assertThat(assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining(Integer.toString(status));
        assertThat(assertFault(() -> client.createUpload("f1"), ErrorCode.PANOPTO_UNAVAILABLE))
                .isInstanceOf(TransientFault.class);
    }

    /** What Envoy, Cloudflare, IIS, and gateways for APIs say by themselves. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | text/plain       | RBAC: access denied",
                "403 | text/plain       | error code: 1020",
                "401 | text/plain       | ''",
                "400 | application/json | ''",
                "403 | application/json | []",
                "413 | application/xml  | <Error><Code>EntityTooLarge</Code></Error>",
                "400 | application/json | {}",
                "403 | application/json | {\"message\":\"Forbidden\"}",
                "403 | application/json | {\"Message\":null}",
                "401 | application/json | {\"fault\":{\"faultstring\":\"Invalid ApiKey\"}}",
                "404 | application/json | {\"message\":\"no Route matched with those values\"}",
                "404 | application/json | {\"statusCode\":404,\"message\":\"Resource not found\"}",
                "404 | application/json | {\"status\":404,\"error\":\"Not Found\",\"path\":\"/\"}",
                "403 | application/json | {\"error\":{\"code\":403,\"message\":\"No.\"}}",
                "405 | application/problem+json | {\"title\":\"Method Not Allowed\",\"status\":405}",
                "410 | application/json | {\"errors\":[{\"message\":\"gone\"}]}",
                "423 | application/json | {}",
                "425 | application/json | {}",
                "407 | application/json | {\"Message\":\"log in\"}"
            })
    void what_is_not_panoptos_own_word_is_an_outage(int status, String type, String body) {
        ResponseDefinitionBuilder response =
                aResponse().withStatus(status).withHeader("Content-Type", type).withBody(body);
        site.respond(GET, UPLOAD, response);
        site.respond(POST, UPLOADS, response);

        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> client.getUpload("u1"), () -> client.createUpload("f1"))) {
            assertThat(assertFault(call, ErrorCode.PANOPTO_UNAVAILABLE))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining(Integer.toString(status));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 409, 410, 413})
    void a_refusal_without_panoptos_word_holds_up_no_other_calls(int status) {
        site.respond(GET, UPLOAD, aResponse().withStatus(status));
        refusedSoOften();
        assertThat(client.unavailableUntil()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {407, 408, 421, 425, 429, 500, 503})
    void what_says_that_panopto_is_away_holds_up_all_calls(int status) {
        site.respond(GET, UPLOAD, aResponse().withStatus(status));
        refusedSoOften();
        assertThat(client.unavailableUntil()).isPresent();
    }

    private void refusedSoOften() {
        for (int i = 0; i < PanoptoSettings.BREAKER_CALLS; i++) {
            assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void an_upload_that_panopto_denies_is_none(int status) {
        site.respond(GET, UPLOAD, refusal(status));
        assertThat(client.getUpload("u1")).isEmpty();

        site.respond(GET, UPLOAD, page(status));
        assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);
    }

    @Test
    void no_cache_in_between_may_respond() {
        site.respond(GET, UPLOAD, upload(200, "0"));

        assertThat(client.getUpload("u1")).isPresent();

        assertThat(site.requests(GET, UPLOAD))
                .extracting(request -> request.getHeader("Cache-Control"))
                .containsExactly("no-cache");
    }

    @Test
    void another_upload_than_was_asked_for_decides_nothing() {
        site.respond(GET, UPLOADS + "/u2", upload(200, "4"));
        site.respond(DELETE, UPLOADS + "/u2", upload(200, "2"));

        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> client.getUpload("u2"), () -> client.cancelUpload("u2"))) {
            assertThat(assertFault(call, ErrorCode.PANOPTO_UNAVAILABLE))
                    .hasMessageContaining("another upload");
        }
    }

    @Test
    void a_folder_that_a_text_describes_is_not_seen() {
        site.respond(GET, "/Panopto/api/v1/folders/f1", aResponse().withBody("welcome"));

        assertFault(() -> client.folderName("f1"), ErrorCode.PANOPTO_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_put_that_gets_a_page_is_not_sent_again_unseen(int status) {
        site.respond(GET, UPLOAD, upload(200, "0"));
        UploadSession open = client.getUpload("u1").orElseThrow();
        site.respond(PUT, UPLOAD, page(status));

        assertFault(() -> client.finalise(open), ErrorCode.PANOPTO_UNAVAILABLE);

        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    @Test
    void a_folder_that_is_not_there_is_distinguished_from_a_request_that_is_wrong() {
        site.respond(POST, UPLOADS, json(404, "{\"Message\":\"nope\"}"));
        assertFault(() -> client.createUpload("f1"), ErrorCode.FOLDER_NOT_FOUND);

        site.respond(POST, UPLOADS, json(400, "{\"Message\":\"Invalid FolderId\"}"));
        assertFault(() -> client.createUpload("f1"), ErrorCode.FOLDER_NOT_FOUND);

        site.respond(POST, UPLOADS, json(409, "{\"Message\":\"site is full\"}"));
        assertThat(assertFault(() -> client.createUpload("f1"), ErrorCode.PANOPTO_REJECTED))
                .isInstanceOf(PermanentFault.class)
                .extracting(Fault::panoptoMessage)
                .isEqualTo("site is full");
    }

    @Test
    void a_session_that_is_gone_is_deleted_already() {
        site.respond(DELETE, "/Panopto/api/v1/sessions/s1", refusal(404));

        assertThatCode(() -> client.deleteSession("s1")).doesNotThrowAnyException();
    }

    @Test
    void who_may_watch_a_session_is_set_in_panoptos_words_and_read_back() {
        site.respond(PUT, ACCESS, json(200, "{}"));
        site.respond(GET, ACCESS, access(false, "OrganizationUnlisted"));

        client.setAccess("s1", Access.ORGANIZATION_UNLISTED);

        assertThat(site.requests(PUT, ACCESS).getFirst().getBodyAsString())
                .isEqualTo("{\"IsInherited\":false,\"Level\":\"OrganizationUnlisted\"}");
        assertThat(site.requests(GET, ACCESS)).hasSize(1);
    }

    @Test
    void a_level_that_the_folder_grants_anyway_is_granted() {
        site.respond(PUT, ACCESS, json(200, "{}"));
        site.respond(GET, ACCESS, access(true, "Organization"));

        assertThatCode(() -> client.setAccess("s1", Access.ORGANIZATION))
                .doesNotThrowAnyException();
        assertThatCode(() -> client.setAccess("s1", Access.INHERIT)).doesNotThrowAnyException();
    }

    @Test
    void access_that_is_another_than_was_set_may_be_a_server_that_lags_behind() {
        site.respond(PUT, ACCESS, access(false, "Public"));
        site.respond(GET, ACCESS, access(true, "Restricted"), access(false, "Public"));

        assertThat(
                        assertFault(
                                () -> client.setAccess("s1", Access.PUBLIC),
                                ErrorCode.PANOPTO_REJECTED))
                .isInstanceOf(TransientFault.class);
        assertThatCode(() -> client.setAccess("s1", Access.PUBLIC)).doesNotThrowAnyException();
    }

    @Test
    void access_that_is_another_than_was_set_is_a_fault_that_names_both() {
        site.respond(PUT, ACCESS, access(false, "Restricted"));
        site.respond(GET, ACCESS, access(true, "Public"));

        Fault fault =
                assertFault(
                        () -> client.setAccess("s1", Access.RESTRICTED),
                        ErrorCode.PANOPTO_REJECTED);

        assertThat(fault).hasMessageContainingAll("s1", "Public (inherited", "Restricted");
    }

    @Test
    void access_that_cannot_be_set_or_read_is_distinguished() {
        site.respond(PUT, ACCESS, refusal(403));
        assertFault(() -> client.setAccess("s1", Access.PUBLIC), ErrorCode.PERMISSION_DENIED);

        site.respond(PUT, ACCESS, access(false, "Public"));
        site.respond(GET, ACCESS, json(200, "{}"));
        assertThat(
                        assertFault(
                                () -> client.setAccess("s1", Access.PUBLIC),
                                ErrorCode.PANOPTO_UNAVAILABLE))
                .isInstanceOf(TransientFault.class);
    }

    private static ResponseDefinitionBuilder access(boolean inherited, String level) {
        return json(200, "{\"IsInherited\":%s,\"Level\":\"%s\"}".formatted(inherited, level));
    }

    @Test
    void a_session_that_a_server_does_not_know_yet_gets_its_access_later() {
        String path = "/Panopto/api/v1/sessions/s1/settings/access";
        site.respond(PUT, path, json(404, "{\"Message\":\"none\"}"));
        assertThatThrownBy(() -> client.setAccess("s1", Access.PUBLIC))
                .isInstanceOf(TransientFault.class);
    }

    @Test
    void a_target_that_is_no_uri_is_not_quoted_anywhere() {
        site.respond(
                GET,
                UPLOAD,
                json(
                        200,
                        "{\"ID\":\"u1\",\"State\":0,\"UploadTarget\":\"https://h/Upload/%s bad\"}"
                                .formatted(Site.GUID)));

        UploadSession upload = client.getUpload("u1").orElseThrow();

        assertThat(upload.uploadTarget()).isNull();
        assertThat(upload.toString()).doesNotContain(Site.GUID);
        assertThat(assertFault(upload::target, ErrorCode.PANOPTO_UNAVAILABLE))
                .hasMessageNotContaining(Site.GUID);
    }

    @Test
    void a_response_that_is_no_upload_is_not_taken_for_one() {
        for (ResponseDefinitionBuilder response :
                new ResponseDefinitionBuilder[] {page(200), json(200, "[]"), upload(200, "17")}) {
            site.respond(GET, UPLOAD, response);

            assertFault(() -> client.getUpload("u1"), ErrorCode.PANOPTO_UNAVAILABLE);
        }
    }

    private static Fault assertFault(ThrowingCallable call, ErrorCode code) {
        Fault[] thrown = new Fault[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(code);
                            thrown[0] = fault;
                        });
        return thrown[0];
    }
}
