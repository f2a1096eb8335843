package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Map;
import java.util.TreeSet;

/** What may be read over https, as far as names tell. */
final class HttpsRules {
    private final Globs hosts;
    private final Map<String, HttpCredential> credentials;

    HttpsRules(Globs hosts, Map<String, HttpCredential> credentials) {
        this.hosts = hosts;
        this.credentials = credentials;
    }

    /**
     * @throws PermanentFault SOURCE_NOT_ALLOWED
     */
    HttpPlace place(URI uri, @Nullable String credentialName) {
        if (uri.getHost() == null) {
            throw notAllowed("An https: source names no host; write https://host/path");
        }
        String name = "https://" + uri.getHost() + uri.getRawPath();
        if (uri.getRawUserInfo() != null) {
            throw notAllowed(
                    name
                            + " holds a user or password, which everybody could read; name a configured credential instead");
        }
        if (!hosts.matches(uri.getHost())) {
            throw notAllowed(
                    "%s is not on a host that https: may read (worker.sources.https-hosts: %s)"
                            .formatted(name, hosts));
        }
        return new HttpPlace(uri, credentialName, credential(name, uri, credentialName));
    }

    private @Nullable HttpCredential credential(
            String name, URI uri, @Nullable String credentialName) {
        if (credentialName == null) {
            return null;
        }
        HttpCredential credential = credentials.get(credentialName);
        if (credential == null) {
            throw notAllowed(
                    "%s wants the credential '%s', which this worker does not have; configured below worker.sources.credentials: %s"
                            .formatted(name, credentialName, new TreeSet<>(credentials.keySet())));
        }
        if (!credential.isFor(uri)) {
            throw notAllowed(
                    "%s wants the credential '%s', which is not for its host; see worker.sources.credentials.%s.hosts"
                            .formatted(name, credentialName, credentialName));
        }
        return credential;
    }

    void checkRedirect(HttpPlace place, URI to) {
        boolean allowed =
                "https".equalsIgnoreCase(to.getScheme())
                        && to.getRawUserInfo() == null
                        && hosts.matches(to.getHost());
        if (!allowed) {
            throw notAllowed(
                    "%s is redirected to %s://%s, which https: may not read (worker.sources.https-hosts: %s)"
                            .formatted(place, to.getScheme(), to.getHost(), hosts));
        }
    }

    private static PermanentFault notAllowed(String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, why);
    }
}
