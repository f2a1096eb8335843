package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.Map;

class CloudEventsTest {
    private static final EventHeader HEADER =
            new EventHeader(
                    "lt1",
                    Instant.ofEpochSecond(1, 234_567_890),
                    12L,
                    Instant.ofEpochSecond(2),
                    "worker-0",
                    1,
                    Map.of());

    @Test
    void an_id_is_request_acceptance_in_milliseconds_and_sequence() {
        assertThat(CloudEvents.id(new OutcomeEvent.Finalised(HEADER))).isEqualTo("lt1/1234/12");
    }

    @Test
    void a_rejected_event_is_identified_by_the_refused_record() {
        var event =
                new OutcomeEvent.Rejected(
                        EventHeader.ofRejected("lt1", Instant.EPOCH, "worker-0", Map.of()),
                        new UploadError(
                                ErrorCode.INVALID_REQUEST, "No title: add one.", false, null));
        assertThatIllegalArgumentException().isThrownBy(() -> CloudEvents.id(event));
        assertThat(CloudEvents.idOfRejected("lt1", 3, 1042)).isEqualTo("lt1/rejected/3-1042");
    }

    @Test
    void the_type_of_an_event_holds_its_name() {
        var file = TransferredFile.of("primary-1.mp4", 9, 0x0bf43926L);
        assertThat(file.crc32()).isEqualTo("0bf43926");
        assertThat(CloudEvents.type(new OutcomeEvent.FileTransferred(HEADER, file)))
                .isEqualTo("panopto.upload.file-transferred.v1");
    }

    @ParameterizedTest
    @EnumSource
    void the_type_of_a_request_leads_back_to_its_command(Command command) {
        assertThat(CloudEvents.command(CloudEvents.type(command))).isEqualTo(command);
        assertThat(CloudEvents.command("panopto.upload.completed.v1")).isNull();
    }
}
