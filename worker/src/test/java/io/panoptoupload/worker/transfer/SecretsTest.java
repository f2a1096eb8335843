package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.wire.FakePanopto;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** The GUID in an UploadTarget is the only thing that protects an upload. */
class SecretsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 301, 400, 403, 404, 429, 500, 503})
    void no_fault_shows_the_upload_target(int status) throws Exception {
        try (TransferFixture it = new TransferFixture()) {
            String echo =
                    FakePanopto.error(
                            "Some",
                            "%s?token=t and %s and %s"
                                    .formatted(
                                            it.panopto.uploadTarget(),
                                            FakePanopto.GUID,
                                            FakePanopto.GUID.toUpperCase(Locale.ROOT)));
            it.panopto.script(
                    step -> status == 0 ? step.loseResponse() : step.respond(status, echo));

            Throwable thrown = catchThrowable(() -> it.send(new TestSource(100)));

            assertThat(thrown).isInstanceOf(Fault.class);
            StringWriter everything = new StringWriter();
            thrown.printStackTrace(new PrintWriter(everything));
            assertThat(everything.toString() + ((Fault) thrown).panoptoMessage())
                    .doesNotContainIgnoringCase(FakePanopto.GUID)
                    .doesNotContain("token=");
            assertThat(it.target.toString()).doesNotContainIgnoringCase(FakePanopto.GUID);
        }
    }
}
