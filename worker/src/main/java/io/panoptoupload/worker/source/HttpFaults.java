package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Pin;

import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Instant;

/**
 * What answers and broken connections mean to the caller. What the client threw is not chained: its
 * message may hold the whole address.
 */
final class HttpFaults {
    private HttpFaults() {}

    static Fault refused(HttpPlace place, HttpAnswer answer) {
        int status = answer.status();
        return switch (status) {
            case 404, 410 ->
                    new PermanentFault(
                            ErrorCode.SOURCE_NOT_FOUND,
                            "%s does not exist (its server answered %d); check the address, and whether the file is published yet"
                                    .formatted(place, status));
            case 412, 416 -> changed(place, "its server refuses the part of it that is missing");
            case 408, 425, 429 -> passing(place, answer);
            default -> status >= 500 ? passing(place, answer) : forGood(place, status);
        };
    }

    private static Fault passing(HttpPlace place, HttpAnswer answer) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (its server answered %d)"
                        .formatted(place, answer.status()),
                null,
                RetryAfter.parse(answer.header("Retry-After"), Instant.now()),
                null);
    }

    private static Fault forGood(HttpPlace place, int status) {
        String remedy;
        if (place.credentialName() != null && (status == 401 || status == 403)) {
            remedy =
                    "mend the credential '%s' on the workers, or its rights, then send a retry command"
                            .formatted(place.credentialName());
        } else if (place.isSigned() && (status == 400 || status == 401 || status == 403)) {
            // Expired session tokens of presigned URLs are answered with 400.
            remedy =
                    "if its address was signed for a time that is over, send a retry command with a fresh one";
        } else if (status == 401 || status == 403) {
            remedy = "name a credential that opens it";
        } else {
            remedy = "check the address";
        }
        return unreadable(
                place, "may not be read: its server answered %d; %s".formatted(status, remedy));
    }

    static PermanentFault unreadable(HttpPlace place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, place.name() + " " + why);
    }

    static TransientFault changed(HttpPlace place, String how) {
        return new TransientFault(
                ErrorCode.SOURCE_CHANGED,
                "%s changed while it was being sent (%s); leave it alone until its upload has completed"
                        .formatted(place, how),
                null);
    }

    static TransientFault changed(HttpPlace place, Pin before, Pin now) {
        return changed(
                place,
                before.sizeBytes() == now.sizeBytes()
                        ? "same size, other version"
                        : "%d bytes before, %d bytes now"
                                .formatted(before.sizeBytes(), now.sizeBytes()));
    }

    static TransientFault lies(HttpPlace place, String how) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read reliably: %s".formatted(place, how),
                null);
    }

    static TransientFault broken(HttpPlace place, IOException thrown) {
        String why =
                switch (thrown) {
                    case UnknownHostException _ -> "its host is not known to the name service";
                    case ConnectionRequestTimeoutException _ ->
                            "all connections for sources are in use";
                    case IOException _ when hasCause(thrown, CertificateException.class) ->
                            "its certificate is not trusted; see worker.sources.ssl-bundle";
                    default -> thrown.getClass().getSimpleName();
                };
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(place, why),
                null);
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
