package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.FakePanopto;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Proxies, firewalls and portals that speak in the place of Panopto's storage. */
class NotStorageTest {
    private static final String PAGE =
            "\uFEFF\n<!-- gateway -->\n<!DOCTYPE html><html><body>Blocked</body></html>";

    private final TestSource source = new TestSource(100);
    @AutoClose private TransferFixture it;

    @BeforeEach
    void start() throws IOException {
        it = new TransferFixture();
    }

    @ParameterizedTest
    @CsvSource({
        "create, 400",
        "create, 403",
        "create, 407",
        "create, 421",
        "part, 400",
        "part, 401",
        "part, 403",
        "part, 404",
        "part, 405",
        "part, 407",
        "part, 409",
        "part, 411",
        "part, 413",
        "part, 414",
        "part, 417",
        "part, 421",
        "part, 451",
        "part, 511",
        "complete, 400",
        "complete, 403",
        "complete, 404",
        "complete, 411",
        "complete, 413"
    })
    void a_page_is_an_outage_whatever_its_status(String operation, int status) {
        it.panopto.script(step -> step.operation().equals(operation) && step.respond(status, PAGE));

        Fault fault = fault();

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
        assertThat(fault)
                .hasMessageContaining(Integer.toString(status))
                .hasMessageContaining("proxy");
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request",
        "411, ''",
        "413, ''",
        "417, ''",
        "421, ''",
        "403, RBAC: denied"
    })
    void so_is_a_text_or_nothing_that_does_not_say_who_speaks(int status, String body) {
        it.panopto.script(step -> step.part() == 1 && step.respond(status, body));

        assertThat(fault().code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void storages_own_refusal_is_its_word(String before) {
        it.panopto.script(step ->
                step.part() == 1
                        && step.respond(
                                413, before + FakePanopto.error("EntityTooLarge", "too large")));

        Fault fault = fault();

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.panoptoMessage()).isEqualTo("too large");
    }

    @Test
    void a_key_that_storage_repeats_in_another_case_does_not_show() {
        String echo =
                "no room for " + it.target.key("lecture.mp4").toUpperCase(Locale.ROOT) + " here";
        it.panopto.script(step ->
                step.part() == 1 && step.respond(413, FakePanopto.error("EntityTooLarge", echo)));

        assertThat(fault().panoptoMessage()).isEqualTo("no room for …/LECTURE.MP4 here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IncompleteBody",
                "BadDigest",
                "OperationAborted",
                "RequestTimeTooSkewed",
                "Throttling"
            })
    void what_storage_takes_when_it_is_sent_again_is_sent_again(String code) {
        AtomicInteger refused = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 1
                        && refused.getAndIncrement() == 0
                        && step.respond(400, FakePanopto.error(code, "once more")));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
    }

    @ParameterizedTest
    @CsvSource({"create, ''", "create, no gzip", "part, ''", "part, no gzip", "complete, ''"})
    void a_response_that_cannot_be_unpacked_is_an_outage(String operation, String body) {
        it.panopto.script(step -> {
            if (!step.operation().equals(operation)) {
                return false;
            }
            step.exchange().getResponseHeaders().set("Content-Encoding", "gzip");
            return step.respond(200, body);
        });

        Fault fault = fault();

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
    }

    @Test
    void a_retry_after_of_a_proxy_is_obeyed() {
        it.panopto.script(step -> {
            step.exchange().getResponseHeaders().set("Retry-After", "7");
            return step.respond(403, PAGE);
        });

        assertThat(((TransientFault) fault()).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken",
        "400, InvalidToken",
        "400, NoSuchUpload",
        "401, AccessDenied",
        "403, SignatureDoesNotMatch"
    })
    void a_refusal_of_who_asks_is_no_verdict_on_the_recording(int status, String code) {
        it.panopto.script(
                step -> step.part() == 1 && step.respond(status, FakePanopto.error(code, "no")));

        Fault fault = fault();

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
    }

    @Test
    void an_error_that_is_cut_off_is_none() {
        it.panopto.script(step -> step.part() == 1 && step.respond(400, "<Error><Code>EntityToo"));

        assertThat(fault().code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
    }

    /** A cache or a portal may well put an ETag on its page. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                PAGE,
                "welcome",
                "{}",
                "<Error><Code>InternalError</Code><Message>try again</Message></Error>"
            })
    void a_part_is_confirmed_by_nothing_that_has_a_page_behind_it(String body) {
        AtomicInteger responses = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 1 && responses.getAndIncrement() == 0 && step.respond(200, body));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
        assertThat(it.retried).containsExactly("send-part");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                PAGE,
                "OK",
                "{}",
                "<Error><Code>InternalError</Code><Message>try again</Message></Error>",
                "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>",
                "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><ETag>wh",
                "<Result/>"
            })
    void a_success_without_a_result_is_no_confirmation_and_is_asked_again(String body) {
        AtomicInteger responses = new AtomicInteger();
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && responses.getAndIncrement() == 0
                        && step.respond(200, body));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
        assertThat(it.retried).containsExactly("complete-object");
    }

    /** S3 sends blanks while it puts an object together. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\r\n \n", "\uFEFF"})
    void a_result_behind_blanks_is_one(String before) {
        it.panopto.script(step -> {
            if (!step.operation().equals("complete")) {
                return false;
            }
            step.effect().run();
            return step.respond(
                    200,
                    before
                            + "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            + "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>");
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        assertThat(it.retried).isEmpty();
    }

    /** Asked again, storage does not know it any more: the file is sent under another name. */
    @ParameterizedTest
    @ValueSource(strings = {"", PAGE})
    void one_that_was_done_nevertheless_is_in_doubt(String body) {
        it.panopto.script(step -> {
            if (step.operation().equals("complete")) {
                step.effect().run();
                return step.respond(200, body);
            }
            return false;
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.InDoubt.class);
    }

    @Test
    void one_that_stays_without_a_result_is_never_taken_for_one() {
        it.panopto.script(step -> step.operation().equals("complete") && step.respond(200, ""));

        Fault fault = fault();

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
    }

    private Fault fault() {
        return catchThrowableOfType(Fault.class, () -> it.send(source));
    }

    /** Each part's is kept, of ten thousand parts. */
    @Test
    void an_etag_that_is_longer_than_storages_confirms_nothing() {
        AtomicInteger responses = new AtomicInteger();
        it.panopto.script(step -> {
            if (step.part() != 1 || responses.getAndIncrement() > 0) {
                return false;
            }
            step.exchange().getResponseHeaders().set("ETag", "\"%s\"".formatted("e".repeat(1000)));
            return step.respond(200, "");
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
        assertThat(it.retried).containsExactly("send-part");
    }

    @Test
    void so_does_the_id_of_an_upload() {
        AtomicInteger responses = new AtomicInteger();
        it.panopto.script(step ->
                step.operation().equals("create")
                        && responses.getAndIncrement() == 0
                        && step.respond(
                                200,
                                "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                                        .formatted("i".repeat(1001))));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
        assertThat(it.retried).containsExactly("create-object");
    }
}
