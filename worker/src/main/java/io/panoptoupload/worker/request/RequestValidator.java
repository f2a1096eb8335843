package io.panoptoupload.worker.request;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.RecordingFiles;
import io.panoptoupload.worker.stage.RecordingSources;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what is wrong with a request before anything is done for it: all of it, in one message. */
public final class RequestValidator {
    static final int MAX_FILES = 1000;
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Whether a file may be read at all; the file itself is looked at when its turn comes. */
    public interface SourceRules {
        /**
         * Looks at the name only.
         *
         * @throws PermanentFault with the reason
         */
        void check(Source source);
    }

    private final InstantSource clock;
    private final SourceRules sources;

    public RequestValidator(InstantSource clock, SourceRules sources) {
        this.clock = clock;
        this.sources = sources;
    }

    /** What is wrong with the request itself; empty for one that can be taken on. */
    public Optional<UploadError> check(UploadRequest request) {
        Faults faults = new Faults();
        if (request.command() == Command.RETRY) {
            @Nullable Integer after = request.afterAttempt();
            if (after == null || after < 1) {
                faults.add("afterAttempt: has to be the number of the attempt that ended");
            }
        }
        if (request.command() != Command.CANCEL) {
            TimeRules.check(request.options(), clock.instant(), faults);
        }
        if (request.command() == Command.UPLOAD || hasContent(request)) {
            checkContent(request, faults);
        }
        return faults.sentence()
                .map(sentence -> new UploadError(ErrorCode.INVALID_REQUEST, sentence, false, null));
    }

    /** Whether a retry command brings a request of its own. */
    public static boolean hasContent(UploadRequest request) {
        return !request.streams().isEmpty()
                || request.folderId() != null
                || request.addToSession() != null
                || request.title() != null;
    }

    private static void checkContent(UploadRequest request, Faults faults) {
        @Nullable String session = request.addToSession();
        if (session == null) {
            checkNewSession(request, faults);
        } else {
            if (!GUID.matcher(session).matches()) {
                faults.add("addToSession: is no GUID");
            }
            AdditionRules.check(request, faults);
        }
        if (request.streams().isEmpty()) {
            faults.add("streams: at least one is needed");
        }
        TimeRules.check(request, faults);
        checkFiles(request, faults);
    }

    private static void checkNewSession(UploadRequest request, Faults faults) {
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

    private static void checkFiles(UploadRequest request, Faults faults) {
        List<Source> files = RecordingFiles.of(request).sources();
        if (files.size() > MAX_FILES) {
            faults.add("%d files: at most %d are allowed".formatted(files.size(), MAX_FILES));
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

    /** Whether this worker may read what the request names. */
    public Optional<UploadError> checkSources(UploadRequest request) {
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
