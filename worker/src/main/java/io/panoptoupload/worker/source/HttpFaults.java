package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.http.ProxyRefusal;
import io.panoptoupload.worker.transfer.LeadingBytes;

import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What responses and broken connections mean to the caller. What the client threw is not chained:
 * its message may hold the whole address.
 */
final class HttpFaults {
    /** Codes of object stores, of S3's, Azure's and Google's kind, that say nothing of the file. */
    private static final Set<String> TRANSIENT_CODES =
            Set.of(
                    "RequestTimeout",
                    "RequestTimeTooSkewed",
                    "SlowDown",
                    "InternalError",
                    "ServiceUnavailable",
                    "ServerBusy",
                    "OperationTimedOut");

    private HttpFaults() {}

    static Fault refused(HttpPlace place, SourceResponse response) {
        int status = response.status();
        return switch (status) {
            case 404, 410 ->
                    new PermanentFault(
                            ErrorCode.SOURCE_NOT_FOUND,
                            "%s does not exist (its server responded with %d); check the address, and whether the file is published yet"
                                    .formatted(place, status));
            case 412, 416 -> inOrder(place, "its server refuses the part of it that is missing");
            case 202, 204 -> transientFault(place, response, "its server has it not ready yet");
            case 203 -> transientFault(place, response, "a proxy on the way has altered it");
            case 407 ->
                    transientFault(place, response, "a proxy before its server requires a login");
            // No body and no expectation was sent, so no file server responds with these.
            case 408, 411, 413, 417, 421, 423, 425, 429 ->
                    transientFault(place, response, "its server responded");
            default -> {
                if (status < 400 || status >= 500) {
                    yield transientFault(place, response, "its server responded");
                }
                yield refused(place, response, beginning(response));
            }
        };
    }

    /** By a status that is no verdict if somebody in between speaks. */
    private static Fault refused(HttpPlace place, SourceResponse response, LeadingBytes beginning) {
        Optional<String> code = ContentSniffer.storesCode(beginning);
        if (code.filter(TRANSIENT_CODES::contains).isPresent()) {
            return transientFault(place, response, "its store responded with " + code.get());
        }
        // A server that requires a login itself says how (RFC 9110, 15.5.2); stores refuse by a
        // code.
        return code.isEmpty()
                        && response.header("WWW-Authenticate") == null
                        && ContentSniffer.isPage(beginning, Purpose.RECORDING)
                ? transientFault(
                        place,
                        response,
                        "a web page came instead of it, a proxy's, a firewall's or a login;"
                                + " if it stays so, name a credential that opens it")
                : forGood(place, response.status());
    }

    private static LeadingBytes beginning(SourceResponse response) {
        try {
            return response.beginning();
        } catch (IOException e) {
            return LeadingBytes.UNKNOWN;
        }
    }

    private static Fault transientFault(HttpPlace place, SourceResponse response, String why) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s: %d)".formatted(place, why, response.status()),
                null,
                RetryAfter.parse(response.header("Retry-After"), Instant.now()));
    }

    /** A page with status 200 where a part of the file was asked for. */
    static Fault page(HttpPlace place, SourceResponse response) {
        return transientFault(place, response, "a web page came instead of it, perhaps a login");
    }

    private static Fault forGood(HttpPlace place, int status) {
        String remedy;
        if (place.credentialName() != null && (status == 401 || status == 403)) {
            remedy =
                    "fix the credential '%s' on the workers, or its rights, then send a retry command"
                            .formatted(place.credentialName());
        } else if (place.isSigned() && (status == 400 || status == 401 || status == 403)) {
            // Expired session tokens of presigned URLs get 400.
            remedy =
                    "if its address was signed for a time that is over, send a retry command with a fresh one";
        } else if (status == 401 || status == 403) {
            remedy = "name a credential that opens it";
        } else {
            remedy = "check the address";
        }
        return unreadable(
                place,
                "may not be read: its server responded with %d; %s".formatted(status, remedy));
    }

    static PermanentFault unreadable(HttpPlace place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, place.name() + " " + why);
    }

    /** It may be the same file, which only reading it in order will show. */
    static TransientFault inOrder(HttpPlace place, String how) {
        return TransientFault.readableInOrder(
                ErrorCode.SOURCE_CHANGED,
                "%s may have changed while it was being sent (%s); leave it alone until its upload has completed"
                        .formatted(place, how));
    }

    /** Its ranges are of no use; read in order it may be. */
    static TransientFault lies(HttpPlace place, String how) {
        return TransientFault.readableInOrder(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read reliably: %s".formatted(place, how));
    }

    static TransientFault broken(HttpPlace place, IOException thrown) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(place, describe(thrown)));
    }

    /** Why a server could not be asked, without its address. */
    static String describe(IOException thrown) {
        return switch (thrown) {
            case UnknownHostException _ -> "its host is not known to the name service";
            case ConnectionRequestTimeoutException _ -> "all connections for sources are in use";
            case SocketTimeoutException _ -> "its server does not respond in time";
            case ProxyRefusal refused -> refused.getMessage();
            case IOException _ when Causes.include(thrown, CertificateException.class) ->
                    "its certificate is not trusted; see worker.sources.ssl-bundle";
            default -> thrown.getClass().getSimpleName();
        };
    }
}
