package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UploadLookupTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeTask task = new FakeTask(Lecture.of());
    private final UploadLookup lookup = new UploadLookup(panopto);

    @Test
    void asks_panopto_once_a_run() {
        assertThat(lookup.look(task)).isInstanceOf(UploadLookup.Seen.Open.class);
        assertThat(lookup.look(task)).isInstanceOf(UploadLookup.Seen.Open.class);
        assertThat(panopto.calls).containsExactly("GET upload-1");
        assertThat(UploadLookup.target(task).bucket()).isEqualTo("Upload");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "UPLOAD_CANCELLED",
                "PROCESSING_ERROR",
                "DELETING_FILES",
                "DELETED",
                "DELETING_ERROR"
            })
    void finds_a_dead_upload_gone(UploadState state) {
        panopto.state = state;
        assertThat(lookup.look(task)).isEqualTo(new UploadLookup.Seen.Gone("state " + state));
    }

    @Test
    void finds_an_unknown_upload_gone() {
        panopto.state = null;
        assertThat(lookup.look(task)).isInstanceOf(UploadLookup.Seen.Gone.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING", "COMPLETE"})
    void sends_nothing_to_an_upload_that_somebody_else_finalised(UploadState state) {
        panopto.state = state;
        assertThatThrownBy(() -> lookup.look(task))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        f -> {
                            assertThat(f.code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
                            assertThat(f.uploadStands()).isTrue();
                        })
                .hasMessageContaining("has not finalised");
    }
}
