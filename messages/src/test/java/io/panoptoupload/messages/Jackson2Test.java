package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Producers and consumers that have not moved to Jackson 3 use the same records. */
class Jackson2Test {
    private final ObjectMapper jackson2 = new ObjectMapper().registerModule(new JavaTimeModule());

    static List<Path> requests() {
        return Shipped.requests();
    }

    static List<Path> outcomes() {
        return Shipped.outcomes();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void writes_valid_requests(Path file) throws IOException {
        var request = Shipped.JSON.treeToValue(Shipped.json(file), UploadRequest.class);
        String written = jackson2.writeValueAsString(request);
        assertThat(Shipped.faultsOfRequest(Shipped.JSON.readTree(written))).isEmpty();
        assertThat(Shipped.JSON.readValue(written, UploadRequest.class)).isEqualTo(request);
        assertThat(jackson2.readValue(written, UploadRequest.class)).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void reads_every_event(Path file) throws IOException {
        assertThat(jackson2.readValue(Shipped.text(file), OutcomeEvent.class))
                .isEqualTo(Shipped.JSON.treeToValue(Shipped.json(file), OutcomeEvent.class));
    }
}
