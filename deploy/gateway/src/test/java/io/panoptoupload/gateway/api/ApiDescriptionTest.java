package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.responses.ApiResponses;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDescriptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/uploads", "/api/v1/uploads/{requestId}/cancel"})
    void a_body_that_is_read_may_be_too_large_or_of_another_type(String path) {
        ApiResponses responses = new ApiResponses();
        new ApiDescription()
                .customise(
                        new OpenAPI()
                                .components(new Components())
                                .path(
                                        path,
                                        new PathItem().post(new Operation().responses(responses))));
        assertThat(responses).containsKeys("413", "415", "422");
    }
}
