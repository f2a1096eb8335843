package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * Where a file lies, and what opens it.
 *
 * @param credentialName under which the credential is configured
 */
record HttpPlace(URI uri, @Nullable String credentialName, @Nullable HttpCredential credential) {

    /** Without the query, which may be a signature: whoever has it may read the file. */
    String name() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    /** A credential goes to the very server that the request named, wherever that redirects to. */
    @Nullable String authorizationAt(URI hop) {
        boolean home = hop.getRawAuthority().equalsIgnoreCase(uri.getRawAuthority());
        return home && credential != null ? credential.authorization() : null;
    }

    /** Whether the URL itself may be what opens the file, as presigned ones are. */
    boolean isSigned() {
        return uri.getRawQuery() != null && credential == null;
    }

    @Override
    public String toString() {
        return name();
    }
}
