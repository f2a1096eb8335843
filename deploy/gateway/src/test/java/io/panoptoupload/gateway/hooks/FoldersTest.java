package io.panoptoupload.gateway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

import java.nio.file.Files;
import java.nio.file.Path;

class FoldersTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    []                                  | it is no JSON object
                    {"default": 5}                      | default is no folder's GUID
                    {"meetings": {"1": "Algorithms"}}   | meetings.1 is no folder's GUID
                    {"meeting": {}}                     | 'meeting' is not one of
                    {"rooms": []}                       | 'rooms' is not one of
                    {"rooms":                           | it is not valid JSON (line 1)
                    {"rooms": {}, "rooms": {}}          | it is not valid JSON (line 1)
                    """)
    void a_mapping_that_cannot_be_used_stops_the_start_with_its_fault(String text, String why)
            throws Exception {
        Path file = Files.writeString(directory.resolve("mapping.json"), text);
        assertThatThrownBy(() -> Folders.read(file)).hasMessageContaining(why);
        MockEnvironment environment =
                new MockEnvironment()
                        .withProperty("gateway.hooks.mapping", file.toString())
                        .withProperty("gateway.hooks.zoom.secret", HookFixture.SECRET);
        assertThat(HooksCheck.faults(environment))
                .singleElement()
                .asString()
                .startsWith("gateway.hooks.mapping: ")
                .contains(why);
    }

    @Test
    void a_hook_needs_a_mapping_a_secret_of_some_length_and_opencast_an_account() {
        assertThat(HooksCheck.faults(new MockEnvironment())).isEmpty();
        assertThat(
                        HooksCheck.faults(
                                new MockEnvironment()
                                        .withProperty("gateway.hooks.zoom.secret", "short")
                                        .withProperty(
                                                "gateway.hooks.opencast.secret",
                                                HookFixture.SECRET)))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("gateway.hooks.zoom.secret: is too short")
                                        .doesNotContain("'short'"),
                        line -> assertThat(line).startsWith("gateway.hooks.opencast.base-url: is"),
                        line -> assertThat(line).startsWith("gateway.hooks.opencast.username"),
                        line -> assertThat(line).startsWith("gateway.hooks.mapping: is missing"));
    }
}
