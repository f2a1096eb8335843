package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.transfer.PartPlan;
import io.panoptoupload.worker.transfer.Pin;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one file of an upload.
 *
 * @param objectName the object's name at Panopto; a new one for each restart of the file, so that a
 *     late write of an earlier try can never mix with these bytes
 * @param restarts how often the file was restarted
 * @param size in bytes; {@link Pin#UNKNOWN_SIZE} until it shows, for a source that does not say it
 * @param pin what the source was when the transfer began; empty once its bytes were seen to be
 *     others, so that the file starts over, and once it is transferred
 * @param partSize in bytes; the last part may be smaller
 * @param multipartId of the open multipart upload, once begun; null again once transferred
 * @param crc32 of the whole file, 8 hex digits, once it is at Panopto in full
 * @param consecutiveRejections how often in a row storage rejected the file without saying that it
 *     lost what was begun, while Panopto showed the upload open; null for never
 */
public record UploadFile(
        String objectName,
        int restarts,
        long size,
        String pin,
        long partSize,
        @Nullable String multipartId,
        @Nullable String crc32,
        @Nullable Integer consecutiveRejections) {
    private static final int MAX_CONSECUTIVE_REJECTIONS = 3;

    public boolean isTransferred() {
        return crc32 != null;
    }

    UploadFile begun(String multipart) {
        return new UploadFile(
                objectName, restarts, size, pin, partSize, multipart, crc32, consecutiveRejections);
    }

    /** Whether it was begun with this content, and planned for this size. */
    boolean isOf(Pin now, long planned) {
        return pin.equals(now.text()) && size == planned;
    }

    /** Whether a content of that size may be what was begun, whatever it is marked with. */
    boolean mayBeOf(long planned) {
        return !pin.isEmpty()
                && size == planned
                && (multipartId != null || Pin.parse(pin).isDistrusted());
    }

    /** To be sent in order from now on, what is confirmed being compared on the way. */
    UploadFile distrusted(Pin now) {
        return withPin(now.distrusted().text());
    }

    UploadFile outdated() {
        return withPin("");
    }

    private UploadFile withPin(String other) {
        return new UploadFile(
                objectName,
                restarts,
                size,
                other,
                partSize,
                multipartId,
                crc32,
                consecutiveRejections);
    }

    /** Whether it was refused so often that what was begun of it is taken for lost. */
    boolean isGivenUp() {
        return multipartId != null
                && consecutiveRejections != null
                && consecutiveRejections >= MAX_CONSECUTIVE_REJECTIONS;
    }

    UploadFile rejected() {
        int more = consecutiveRejections == null ? 1 : consecutiveRejections + 1;
        return new UploadFile(objectName, restarts, size, pin, partSize, multipartId, crc32, more);
    }

    UploadFile withoutRejections() {
        return new UploadFile(objectName, restarts, size, pin, partSize, multipartId, crc32, null);
    }

    /** The plan that it was begun with. */
    PartPlan plan() {
        return size == Pin.UNKNOWN_SIZE ? PartPlan.ofUnknown() : new PartPlan(size, (int) partSize);
    }

    /** What it was while it was sent is of no use any more, and is not recorded again and again. */
    UploadFile transferred(long bytes, String crc) {
        return new UploadFile(objectName, restarts, bytes, "", partSize, null, crc, null);
    }
}
