package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class UploadStateTest {
    @ParameterizedTest
    @CsvSource({
        "0,UPLOADING",
        "1,UPLOAD_COMPLETE",
        "2,UPLOAD_CANCELLED",
        "3,PROCESSING",
        "4,COMPLETE",
        "5,PROCESSING_ERROR",
        "6,DELETING_FILES",
        "7,DELETED",
        "8,DELETING_ERROR",
        "UploadComplete,UPLOAD_COMPLETE",
        "processingerror,PROCESSING_ERROR"
    })
    void a_state_is_a_number_or_a_name(String text, UploadState state) {
        assertThat(UploadState.of(text)).contains(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "-1", "Sleeping"})
    void anything_else_is_unknown(String text) {
        assertThat(UploadState.of(text)).isEmpty();
    }

    @Test
    void only_five_states_are_dead() {
        assertThat(Arrays.stream(UploadState.values()).filter(UploadState::dead))
                .extracting(UploadState::number)
                .containsExactly(2, 5, 6, 7, 8);
    }
}
