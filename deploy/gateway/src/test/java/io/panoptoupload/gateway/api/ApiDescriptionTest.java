package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.responses.ApiResponses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    @Test
    void the_problems_that_are_published_are_those_that_the_manual_explains() throws Exception {
        String manual = Files.readString(Path.of("../../docs/gateway.md"));
        int table = manual.indexOf("| status | when |");
        Set<String> explained =
                Pattern.compile("(?m)^\\|([ 0-9,]+)")
                        .matcher(manual.substring(table, manual.indexOf("\n\n", table)))
                        .results()
                        .flatMap(row -> Arrays.stream(row.group(1).split(",")))
                        .map(String::strip)
                        .filter(status -> !status.isEmpty())
                        .collect(Collectors.toSet());
        List<Set<String>> published =
                JsonMapper.builder()
                        .build()
                        .readTree(Path.of("openapi.json"))
                        .findValues("responses")
                        .stream()
                        .map(responses -> Set.copyOf(responses.propertyNames()))
                        .toList();

        assertThat(published).allSatisfy(each -> assertThat(each).contains("401", "403", "429"));
        // 408 says that no whole call came.
        explained.remove("408");
        assertThat(published.stream().flatMap(Set::stream).filter(each -> !each.startsWith("2")))
                .containsAll(explained)
                .allSatisfy(each -> assertThat(explained).contains(each));
    }
}
