package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.json.VerbatimJson;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * The journal's values as JSON. Unknown fields are ignored: during a rolling update old workers
 * read what new ones wrote.
 */
public final class JournalJson {
    /**
     * Twice what Jackson reads of a request by default: a job's record wraps what its request
     * holds, so whatever was read once can be written, and read back by the next owner.
     */
    private static final int MAX_DEPTH = 2 * StreamReadConstraints.DEFAULT_MAX_DEPTH;

    private final JsonMapper json;

    /** Slower, and reads names with half of a character, too, which requests once could have. */
    private final JsonMapper lenient;

    /**
     * @param json as requests are read; of its settings the limits of nesting are not kept
     */
    public JournalJson(JsonMapper json) {
        JsonFactory deep =
                json.tokenStreamFactory()
                        .rebuild()
                        .streamReadConstraints(
                                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                        .streamWriteConstraints(
                                StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                        .build();
        this.json = mapper(deep);
        this.lenient =
                mapper(
                        deep.rebuild()
                                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                                .build());
    }

    private static JsonMapper mapper(JsonFactory factory) {
        return JsonMapper.builder(factory)
                .addModule(VerbatimJson.module())
                .annotationIntrospector(
                        AnnotationIntrospector.pair(
                                new JournalFormat(), new JacksonAnnotationIntrospector()))
                .build();
    }

    private <T> T read(byte[] value, Class<T> type) {
        try {
            return json.readValue(value, type);
        } catch (StreamReadException e) {
            return lenient.readValue(value, type);
        }
    }

    public byte[] of(Record value) {
        return json.writeValueAsBytes(value);
    }

    public InputPosition position(byte[] value) {
        return read(value, InputPosition.class);
    }

    public UploadJob job(byte[] value) {
        return read(value, UploadJob.class);
    }

    UploadRequest request(byte[] value) {
        return read(value, UploadRequest.class);
    }

    Cancel cancel(byte[] value) {
        return read(value, Cancel.class);
    }

    PartsChunk chunk(byte[] value) {
        return read(value, PartsChunk.class);
    }

    FilesChunk files(byte[] value) {
        return read(value, FilesChunk.class);
    }
}
