package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.address.EndpointRule;
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
            Pattern.compile("([^/?#]+://[^/?#]+(?:/[^/?#]+)*)/([^/?#%]+)/([^/?#%]+)/*");

    /**
     * Reads an UploadTarget such as {@code https://host/Panopto/Upload/guid}. It comes over the
     * network and is sent recordings, so it may not lead anywhere.
     *
     * @throws TransientFault PANOPTO_UNAVAILABLE for one that cannot be used, without showing it
     */
    public static S3Target of(URI uploadTarget) {
        Matcher target = TARGET.matcher(uploadTarget.toString());
        if (!EndpointRule.allows(uploadTarget) || !target.matches()) {
            throw unusable(
                    "is not of the form https://host/…/bucket/guid, without user and query; http: is for this machine only");
        }
        if (EndpointRule.climbs(uploadTarget)) {
            throw unusable("has '.', '..', a backslash or an encoded slash in its path");
        }
        if (EndpointRule.isLinkLocal(uploadTarget)) {
            throw unusable("leads to a link-local address or to a cloud's metadata");
        }
        return new S3Target(URI.create(target.group(1)), target.group(2), target.group(3));
    }

    private static TransientFault unusable(String why) {
        return new TransientFault(
                ErrorCode.PANOPTO_UNAVAILABLE,
                "Panopto's UploadTarget %s; is there something between this worker and Panopto that changes its responses?"
                        .formatted(why));
    }

    String key(String objectName) {
        return keyPrefix + "/" + objectName;
    }

    @Override
    public String toString() {
        return "S3Target[" + endpoint + "/" + bucket + "/…]";
    }
}
