package io.panoptoupload.worker.live;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.panopto.SessionView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/** What Panopto shows of a session beside what was sent. */
record Comparison(UploadRequest sent, SessionView shown, LiveLines lines) {
    /** Of the tiny lecture's videos. */
    private static final double MAX_SECONDS = 60;

    void all() {
        same("title", sent.title(), shown.name());
        same("description", sent.description(), shown.description());
        same("folder", sent.folderId(), shown.folderId());
        @Nullable Object at = sent.recordedAt() == null ? null : sent.recordedAt().toInstant();
        if (shown.startTime() == null) {
            lines.notAsked("recordedAt", "the API v1 shows no readable StartTime");
        } else {
            same("recordedAt", at, shown.startTime());
        }
        // Set and read back before the session counted as published.
        lines.good("access", "is " + sent.access());
        length();
        has("viewer", shown.hasViewer(), "an address for viewers");
        has("embed", shown.hasEmbed(), "an address for a frame");
        seen("thumbnail", shown.hasThumbnail());
        seen("captions", shown.hasCaptions());
        lines.notAsked(
                "other files", "the API v1 shows no streams, slides, images and attachments");
    }

    private void same(String subject, @Nullable Object wanted, @Nullable Object found) {
        boolean texts = wanted instanceof String && found instanceof String;
        boolean equal =
                texts
                        ? String.valueOf(wanted).equalsIgnoreCase(String.valueOf(found))
                        : Objects.equals(wanted, found);
        if (equal) {
            lines.good(subject, "as it was sent");
        } else {
            lines.bad(subject, "was sent as '%s', Panopto shows '%s'".formatted(wanted, found));
        }
    }

    private void length() {
        Double seconds = shown.seconds();
        if (seconds == null) {
            lines.bad("duration", "Panopto measured none: it may not have read the videos");
        } else if (seconds > 0 && seconds <= MAX_SECONDS) {
            Duration measured = Duration.ofMillis(Math.round(seconds * 1000));
            lines.good("duration", measured + " as Panopto measured it");
        } else {
            lines.bad("duration", "Panopto measured %s s of some seconds".formatted(seconds));
        }
    }

    private void has(String subject, boolean there, String what) {
        if (there) {
            lines.good(subject, "Panopto gives " + what);
        } else {
            lines.bad(subject, "Panopto gives no " + what.substring(what.indexOf(' ') + 1));
        }
    }

    private void seen(String subject, boolean there) {
        if (there) {
            lines.good(subject, "Panopto gives an address");
        } else {
            lines.notAsked(subject, "the API v1 gives no address of them");
        }
    }
}
