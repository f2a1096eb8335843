package io.panoptoupload.gateway.security;

import org.springframework.security.web.firewall.StrictHttpFirewall;

import java.util.List;
import java.util.Set;

/**
 * Refuses paths that mean one thing to one and another to another. A request id may be any visible
 * text, so in its encoded form everything may stand in a path: nothing here takes a path apart
 * after it was decoded, but for Spring's own matching of each segment by itself.
 */
final class PathFirewall {
    private static final List<String> ENCODED =
            List.of("%2f", "%2F", "%5c", "%5C", "%3b", "%3B", "%25", "%2e", "%2E");

    private PathFirewall() {}

    static StrictHttpFirewall make() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedDoubleSlash(true);
        Set<String> encoded = firewall.getEncodedUrlBlocklist();
        ENCODED.forEach(encoded::remove);
        Set<String> decoded = firewall.getDecodedUrlBlocklist();
        decoded.removeAll(Set.of(";", "%", "\\", "//", "/", "."));
        ENCODED.forEach(decoded::remove);
        return firewall;
    }
}
