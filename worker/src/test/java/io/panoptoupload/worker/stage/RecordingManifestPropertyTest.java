package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

/** Whatever the request, its manifest is valid by every version and says what the request said. */
class RecordingManifestPropertyTest {
    private static final long REQUESTS = Long.getLong("manifest.requests", 500);

    @Test
    void every_manifest_is_valid_and_reads_back_as_the_request() {
        assertThat(LongStream.range(0, REQUESTS).boxed())
                .allSatisfy(seed -> {
                    UploadRequest request = new RandomRequests(seed).next();
                    ManifestRoundTrip.check(request);
                });
    }
}
