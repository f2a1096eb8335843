package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the objects of one upload go. The key prefix is the GUID that is the upload's only secret:
 * it never shows.
 *
 * @param endpoint all but the last two path elements of the UploadTarget
 * @param bucket the second to last
 * @param keyPrefix the last
 */
public record S3Target(URI endpoint, String bucket, String keyPrefix) {
    private static final Pattern TARGET =
            Pattern.compile("(https?://[^/?#]+(?:/[^/?#]+)*)/([^/?#]+)/([^/?#]+)/*");

    /**
     * Reads an UploadTarget such as {@code https://host/Panopto/Upload/guid}.
     *
     * @throws TransientFault PANOPTO_UNAVAILABLE when it does not look like one
     */
    public static S3Target of(URI uploadTarget) {
        Matcher target = TARGET.matcher(uploadTarget.toString());
        if (!target.matches() || uploadTarget.getHost() == null) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto's UploadTarget is not of the form https://host/…/bucket/guid",
                    null);
        }
        return new S3Target(URI.create(target.group(1)), target.group(2), target.group(3));
    }

    String key(String objectName) {
        return keyPrefix + "/" + objectName;
    }

    @Override
    public String toString() {
        return "S3Target[" + endpoint + "/" + bucket + "/…]";
    }
}
