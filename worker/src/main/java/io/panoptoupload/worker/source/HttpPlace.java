package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

/**
 * Where a file lies, and what opens it.
 *
 * @param credentialName under which the credential is configured
 */
record HttpPlace(
        HttpsAddress address,
        @Nullable String credentialName,
        @Nullable HttpCredential credential) {

    /** Without the query, which may be a signature that opens the file. */
    String name() {
        return address.toString();
    }

    /** A credential goes to the very server that the request named, wherever that redirects to. */
    @Nullable String authorizationAt(HttpsAddress hop) {
        return hop.isSameServer(address) && credential != null ? credential.authorization() : null;
    }

    /** Another authorization than the request's server refused; the same where there is none. */
    String authorizationInsteadOf(String refused) {
        return credential == null ? refused : credential.authorizationInsteadOf(refused);
    }

    /** Whether the URL itself may be what opens the file, as presigned ones are. */
    boolean isSigned() {
        return !address.query().isEmpty() && credential == null;
    }

    @Override
    public String toString() {
        return name();
    }
}
