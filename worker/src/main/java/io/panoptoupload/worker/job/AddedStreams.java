package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

import java.util.List;

/**
 * The order in which the streams of a request go into a session that exists: one upload each, the
 * next one once Panopto has processed the one before.
 */
final class AddedStreams {
    private AddedStreams() {}

    /** The request with the streams that are not in the session yet. */
    static UploadRequest remaining(UploadRequest whole, UploadJob.Attempt attempt) {
        if (whole.addToSession() == null) {
            return whole;
        }
        List<Stream> streams = whole.streams();
        // After other content was withdrawn there may be none left: the last one stands for it.
        int next = Math.min(attempt.streamsAdded().size(), streams.size() - 1);
        return with(whole, streams.subList(next, streams.size()));
    }

    /** The request with the one stream whose turn it is. */
    static UploadRequest current(UploadRequest remaining) {
        return remaining.addToSession() == null
                ? remaining
                : with(remaining, remaining.streams().subList(0, 1));
    }

    private static UploadRequest with(UploadRequest request, List<Stream> streams) {
        return UploadRequest.builder(request).streams(streams).build();
    }
}
