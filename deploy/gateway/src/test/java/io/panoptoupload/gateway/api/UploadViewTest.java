package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.gateway.kafka.OutcomeHistory;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.worker.job.IdHash;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class UploadViewTest {
    @Test
    void events_are_shown_as_they_were_published() {
        JsonMapper json = JsonMapper.builder().build();
        String published =
                "{\"type\":\"failed\",\"extensions\":{\"a\":1e400,\"b\":1.50,\"c\":123456789012345678.25,\"d\":-0}}";
        UploadView view =
                UploadView.of(
                        UploadEntry.waiting(
                                "a",
                                new UploadEntry.Recording("Week 12", null),
                                IdHash.of("0".repeat(64)),
                                Instant.EPOCH),
                        Optional.empty(),
                        new OutcomeHistory.Events(
                                List.of(
                                        new OutcomeHistory.Event(
                                                json.readTree(published), published)),
                                true));
        assertThat(json.writeValueAsString(view)).contains("\"events\":[" + published + "]");
    }
}
