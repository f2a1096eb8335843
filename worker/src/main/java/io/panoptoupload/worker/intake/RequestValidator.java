package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.RecordingFiles;
import io.panoptoupload.worker.stage.RecordingSources;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what is wrong with a request before anything is done for it: all of it, in one message. */
final class RequestValidator {
    static final int LARGEST_EXTENSIONS = 16 * 1024;
    static final int MOST_FILES = 1000;
    static final int MOST_FAULTS = 20;
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Whether a file may be read at all; the file itself is looked at when its turn comes. */
    interface SourceRules {
        /**
         * Looks at the name only.
         *
         * @throws PermanentFault with the reason
         */
        void check(Source source);
    }

    private final JsonMapper json;
    private final SourceRules sources;

    RequestValidator(JsonMapper json, SourceRules sources) {
        this.json = json;
        this.sources = sources;
    }

    /** Empty for a request that can be taken on. */
    Optional<UploadError> check(UploadRequest request) {
        List<String> faults = new ArrayList<>();
        if (request.command() == Command.RETRY) {
            @Nullable Integer after = request.afterAttempt();
            if (after == null || after < 1) {
                faults.add("afterAttempt: has to be the number of the attempt that ended");
            }
        }
        if (request.command() == Command.UPLOAD || hasContent(request)) {
            checkContent(request, faults);
        }
        if (!faults.isEmpty()) {
            return Optional.of(
                    new UploadError(
                            ErrorCode.INVALID_REQUEST,
                            "The request is invalid: " + sentence(faults) + ".",
                            false,
                            null));
        }
        return checkSources(request);
    }

    private static String sentence(List<String> faults) {
        int more = faults.size() - MOST_FAULTS;
        return String.join("; ", faults.subList(0, Math.min(faults.size(), MOST_FAULTS)))
                + (more > 0 ? "; and %d more".formatted(more) : "");
    }

    /** The extensions for the events that tell of a request; none if there are too many. */
    Map<String, Object> echoed(UploadRequest request) {
        return tooMany(request.extensions()) ? Map.of() : request.extensions();
    }

    private boolean tooMany(Map<String, Object> extensions) {
        return json.writeValueAsBytes(extensions).length > LARGEST_EXTENSIONS;
    }

    /** Whether a retry command brings a request of its own. */
    static boolean hasContent(UploadRequest request) {
        return !request.streams().isEmpty()
                || request.folderId() != null
                || request.addToSession() != null
                || request.title() != null;
    }

    private void checkContent(UploadRequest request, List<String> faults) {
        @Nullable String session = request.addToSession();
        if (session == null) {
            checkNewSession(request, faults);
        } else {
            if (!GUID.matcher(session).matches()) {
                faults.add("addToSession: is no GUID");
            }
            faults.addAll(AdditionRules.faults(request));
        }
        if (request.streams().isEmpty()) {
            faults.add("streams: at least one is needed");
        }
        for (int i = 0; i < request.streams().size(); i++) {
            checkStream("streams[" + i + "]", request.streams().get(i), faults);
        }
        checkFiles(request, faults);
        if (tooMany(request.extensions())) {
            faults.add("extensions: more than %d bytes".formatted(LARGEST_EXTENSIONS));
        }
    }

    private static void checkNewSession(UploadRequest request, List<String> faults) {
        @Nullable String folder = request.folderId();
        if (folder == null) {
            faults.add("folderId: is missing");
        } else if (!GUID.matcher(folder).matches()) {
            faults.add("folderId: is no GUID");
        }
        @Nullable String title = request.title();
        if (title == null || title.isBlank()) {
            faults.add("title: is missing");
        }
    }

    private static void checkStream(String name, Stream stream, List<String> faults) {
        notNegative(name + ".start", stream.start(), faults);
        for (int i = 0; i < stream.cuts().size(); i++) {
            notNegative(
                    "%s.cuts[%d].duration".formatted(name, i),
                    stream.cuts().get(i).duration(),
                    faults);
            notNegative(
                    "%s.cuts[%d].start".formatted(name, i), stream.cuts().get(i).start(), faults);
        }
        for (int i = 0; i < stream.chapters().size(); i++) {
            notNegative(
                    "%s.chapters[%d].time".formatted(name, i),
                    stream.chapters().get(i).time(),
                    faults);
        }
    }

    private static void notNegative(String name, @Nullable Duration time, List<String> faults) {
        if (time != null && time.isNegative()) {
            faults.add(name + ": is negative");
        }
    }

    private static void checkFiles(UploadRequest request, List<String> faults) {
        List<Source> files = RecordingFiles.of(request).sources();
        if (files.size() > MOST_FILES) {
            faults.add("%d files: at most %d are allowed".formatted(files.size(), MOST_FILES));
        }
        for (Source source : files) {
            if (source.uri().isEmpty()) {
                faults.add("source: every file needs a source with a uri");
                return;
            }
            try {
                RecordingSources.expected(source);
            } catch (IllegalArgumentException e) {
                faults.add("source.checksum: " + e.getMessage());
            }
            @Nullable Long size = source.sizeBytes();
            if (size != null && size < 1) {
                faults.add("source.sizeBytes: has to be 1 or more");
            }
        }
    }

    private Optional<UploadError> checkSources(UploadRequest request) {
        for (Source source : RecordingFiles.of(request).sources()) {
            try {
                sources.check(source);
            } catch (PermanentFault e) {
                return Optional.of(new UploadError(e.code(), e.getMessage(), false, null));
            }
        }
        return Optional.empty();
    }
}
