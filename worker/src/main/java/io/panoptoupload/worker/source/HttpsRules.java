package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Map;
import java.util.TreeSet;

/** What may be read over https, as far as names show. */
final class HttpsRules {
    private final HostRules hosts;
    private final Map<String, HttpCredential> credentials;

    HttpsRules(HostRules hosts, Map<String, HttpCredential> credentials) {
        this.hosts = hosts;
        this.credentials = credentials;
    }

    /**
     * @throws PermanentFault SOURCE_NOT_ALLOWED
     */
    HttpPlace place(URI uri, @Nullable String credentialName) {
        HttpsAddress address;
        try {
            address = HttpsAddress.of(uri);
        } catch (IllegalArgumentException e) {
            throw notAllowed("An https: source cannot be read: " + e.getMessage());
        }
        if (!hosts.match(address)) {
            throw notAllowed(
                    "%s is not on a host that https: may read (worker.sources.https-hosts: %s)"
                            .formatted(address, hosts));
        }
        return new HttpPlace(address, credentialName, credential(address, credentialName));
    }

    private @Nullable HttpCredential credential(
            HttpsAddress address, @Nullable String credentialName) {
        if (credentialName == null) {
            return null;
        }
        HttpCredential credential = credentials.get(credentialName);
        if (credential == null) {
            throw notAllowed(
                    "%s requests the credential '%s', which this worker does not have; configured below worker.sources.credentials: %s"
                            .formatted(
                                    address, credentialName, new TreeSet<>(credentials.keySet())));
        }
        if (!credential.isFor(address)) {
            throw notAllowed(
                    "%s requests the credential '%s', which is not for its host and port; see worker.sources.credentials.%s.hosts"
                            .formatted(address, credentialName, credentialName));
        }
        return credential;
    }

    /**
     * Where a redirect leads.
     *
     * @throws PermanentFault SOURCE_NOT_ALLOWED
     */
    HttpsAddress redirected(HttpPlace place, URI to) {
        if (!"https".equalsIgnoreCase(to.getScheme())) {
            throw notFollowed(
                    "%s is redirected to '%s:', and only https: may be read"
                            .formatted(place, to.getScheme()));
        }
        HttpsAddress address;
        try {
            address = HttpsAddress.of(to);
        } catch (IllegalArgumentException e) {
            throw notFollowed("%s is redirected, but %s".formatted(place, e.getMessage()));
        }
        if (!hosts.match(address)) {
            throw notFollowed(
                    "%s is redirected to %s, which https: may not read (worker.sources.https-hosts: %s); if one logs in there, name a credential that opens it"
                            .formatted(place, address.authority(), hosts));
        }
        return address;
    }

    private static PermanentFault notFollowed(String why) {
        return PermanentFault.beforeTransfer(ErrorCode.SOURCE_NOT_ALLOWED, why);
    }

    private static PermanentFault notAllowed(String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, why);
    }
}
