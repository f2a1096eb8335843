package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.PUT;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.page;
import static io.panoptoupload.worker.panopto.Site.refusal;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** The one call that publishes: sent once, and its faults say whether it can have landed. */
class FinaliseTest {
    @AutoClose private final Site site = new Site();

    @BeforeEach
    void anOpenUpload() {
        site.respond(GET, UPLOAD, upload(200, "0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 408, 429, 401, 403})
    void an_error_of_the_server_leaves_it_in_doubt_and_is_not_repeated(int status) {
        assertInDoubt(page(status).withHeader("Retry-After", "0"));
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_response_leaves_it_in_doubt_and_is_not_repeated(Fault fault) {
        assertInDoubt(aResponse().withFault(fault));
    }

    /** A server that lags behind does not know yet what another one has shown open. */
    @ParameterizedTest
    @ValueSource(ints = {404, 409, 410})
    void panoptos_own_word_that_there_is_no_such_upload_leaves_it_in_doubt(int status) {
        assertInDoubt(json(status, "{\"Message\":\"There is no upload u1.\"}"));
    }

    @Test
    void a_readable_response_that_is_no_upload_leaves_it_in_doubt() {
        assertInDoubt(json(200, "{}"));
    }

    @Test
    void being_asked_to_wait_proves_that_nothing_was_done() {
        TransientFault fault =
                (TransientFault) finalised(refusal(429).withHeader("Retry-After", "0"));

        assertThat(fault.notAttempted()).isTrue();
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_token_that_has_ended_is_replaced_and_the_upload_looked_at_before_it_is_sent_once_more(
            int status) {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.respond(PUT, UPLOAD, refusal(status), upload(200, "1"));

        UploadSession done = site.client.finalise(open);

        assertThat(done.state()).isEqualTo(UploadState.UPLOAD_COMPLETE);
        assertThat(site.requests(PUT, UPLOAD))
                .extracting(request -> request.getHeader("Authorization"))
                .containsExactly("Bearer first", "Bearer second");
        assertThat(site.requests(GET, UPLOAD)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"401, 1", "403, 1", "401, 3", "403, 4"})
    void a_refused_one_that_has_landed_is_not_sent_again(int status, String state) {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.respond(PUT, UPLOAD, refusal(status));
        site.respond(GET, UPLOAD, upload(200, state));

        UploadSession now = site.client.finalise(open);

        assertThat(now.state().number()).isEqualTo(Integer.parseInt(state));
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    @Test
    void a_refused_one_that_cannot_be_looked_at_stays_in_doubt() {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.respond(PUT, UPLOAD, refusal(403));
        for (ResponseDefinitionBuilder response :
                List.of(page(403), json(404, "{\"Message\":\"There is no upload u1.\"}"))) {
            site.respond(GET, UPLOAD, response);

            assertThat(catchThrowable(() -> site.client.finalise(open)))
                    .isInstanceOf(TransientFault.class);
        }
        assertThat(site.requests(PUT, UPLOAD)).hasSize(2);
    }

    @Test
    void a_confirmation_of_another_upload_is_none() {
        assertInDoubt(json(200, "{\"ID\":\"u2\",\"State\":1}"));
    }

    @Test
    void a_refusal_is_for_good() {
        assertThat(finalised(refusal(403)))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThat(site.requests(PUT, UPLOAD)).hasSize(2);
    }

    @Test
    void a_state_that_panopto_refuses_is_for_good() {
        assertThat(finalised(json(400, "{\"Message\":\"Upload was cancelled\"}")))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
                            assertThat(fault.panoptoMessage()).isEqualTo("Upload was cancelled");
                        });
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    private void assertInDoubt(ResponseDefinitionBuilder response) {
        Throwable thrown = finalised(response);

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.notAttempted()).isFalse());
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
        assertThat(site.retried).isEmpty();
    }

    private Throwable finalised(ResponseDefinitionBuilder response) {
        site.respond(PUT, UPLOAD, response);
        UploadSession upload = site.client.getUpload("u1").orElseThrow();
        return catchThrowable(() -> site.client.finalise(upload));
    }
}
