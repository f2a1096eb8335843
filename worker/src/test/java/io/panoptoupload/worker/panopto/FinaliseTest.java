package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.PUT;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.page;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** The one call that publishes: sent once, and its faults say whether it can have landed. */
class FinaliseTest {
    private final Site site = new Site();

    @BeforeEach
    void anOpenUpload() {
        site.answer(GET, UPLOAD, upload(200, "0"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 408, 401, 403})
    void anErrorOfTheServerLeavesItInDoubtAndIsNotRepeated(int status) {
        assertInDoubt(page(status).withHeader("Retry-After", "0"));
    }

    @ParameterizedTest
    @EnumSource
    void aLostAnswerLeavesItInDoubtAndIsNotRepeated(Fault fault) {
        assertInDoubt(aResponse().withFault(fault));
    }

    /** A server that lags behind does not know yet what another one has shown open. */
    @ParameterizedTest
    @ValueSource(ints = {404, 409})
    void panoptosOwnWordThatThereIsNoSuchUploadLeavesItInDoubt(int status) {
        assertInDoubt(json(status, "{\"Message\":\"There is no upload u1.\"}"));
    }

    @Test
    void aReadableAnswerThatIsNoUploadLeavesItInDoubt() {
        assertInDoubt(json(200, "{}"));
    }

    @Test
    void beingToldToWaitProvesThatNothingWasDone() {
        TransientFault fault =
                (TransientFault) finalised(json(429, "{}").withHeader("Retry-After", "0"));

        assertThat(fault.notAttempted()).isTrue();
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aTokenThatHasEndedIsReplacedAndTheUploadLookedAtBeforeItIsSentOnceMore(int status) {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.answer(PUT, UPLOAD, json(status, "{}"), upload(200, "1"));

        UploadSession done = site.client.finalise(open);

        assertThat(done.state()).isEqualTo(UploadState.UPLOAD_COMPLETE);
        assertThat(site.requests(PUT, UPLOAD))
                .extracting(request -> request.getHeader("Authorization"))
                .containsExactly("Bearer first", "Bearer second");
        assertThat(site.requests(GET, UPLOAD)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"401, 1", "403, 1", "401, 3", "403, 4"})
    void aRefusedOneThatHasLandedIsNotSentAgain(int status, String state) {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.answer(PUT, UPLOAD, json(status, "{}"));
        site.answer(GET, UPLOAD, upload(200, state));

        UploadSession now = site.client.finalise(open);

        assertThat(now.state().number()).isEqualTo(Integer.parseInt(state));
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    @Test
    void aRefusedOneThatCannotBeLookedAtStaysInDoubt() {
        UploadSession open = site.client.getUpload("u1").orElseThrow();
        site.answer(PUT, UPLOAD, json(403, "{}"));
        for (ResponseDefinitionBuilder response :
                List.of(page(403), json(404, "{\"Message\":\"There is no upload u1.\"}"))) {
            site.answer(GET, UPLOAD, response);

            assertThat(catchThrowable(() -> site.client.finalise(open)))
                    .isInstanceOf(TransientFault.class);
        }
        assertThat(site.requests(PUT, UPLOAD)).hasSize(2);
    }

    @Test
    void aRefusalIsForGood() {
        assertThat(finalised(json(403, "{}")))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThat(site.requests(PUT, UPLOAD)).hasSize(2);
    }

    @Test
    void aStateThatPanoptoRefusesIsForGood() {
        assertThat(finalised(json(400, "{\"Message\":\"Upload was cancelled\"}")))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
                            assertThat(fault.panoptoMessage()).isEqualTo("Upload was cancelled");
                        });
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
    }

    private void assertInDoubt(ResponseDefinitionBuilder answer) {
        Throwable thrown = finalised(answer);

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.notAttempted()).isFalse());
        assertThat(site.requests(PUT, UPLOAD)).hasSize(1);
        assertThat(site.retried).isEmpty();
    }

    private Throwable finalised(ResponseDefinitionBuilder answer) {
        site.answer(PUT, UPLOAD, answer);
        UploadSession upload = site.client.getUpload("u1").orElseThrow();
        return catchThrowable(() -> site.client.finalise(upload));
    }
}
