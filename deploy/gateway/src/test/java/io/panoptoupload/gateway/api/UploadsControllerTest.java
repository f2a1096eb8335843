package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadsControllerTest {
    @ParameterizedTest
    @CsvSource({"a/b, a%2Fb", "a..b, a..b", "., %2E", ".., %2E%2E"})
    void the_location_of_an_upload_leads_nowhere_else(String id, String encoded) {
        assertThat(UploadsController.location(id)).hasToString("/api/v1/uploads/" + encoded);
    }
}
