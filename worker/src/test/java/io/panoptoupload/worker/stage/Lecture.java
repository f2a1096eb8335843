package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

import java.nio.file.Path;
import java.util.Arrays;

/** Requests for a lecture of some files. */
final class Lecture {
    private Lecture() {}

    static UploadRequest of(Path... files) {
        return UploadRequest.builder("a")
                .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                .title("Algorithms, week 12")
                .streams(
                        Arrays.stream(files)
                                .map(file -> Source.of(file.toUri().toString()))
                                .map(source -> Stream.of(source, Role.PRIMARY))
                                .toList())
                .build();
    }
}
