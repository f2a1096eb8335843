package io.panoptoupload.gateway.page;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Links that a browser may be sent to: https, and http to this machine alone. */
final class ViewerLink {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[::1]");

    private ViewerLink() {}

    /** The link, or null if it leads anywhere else. */
    static @Nullable String of(@Nullable String url) {
        if (url == null) {
            return null;
        }
        try {
            URI link = new URI(url);
            String scheme = String.valueOf(link.getScheme());
            boolean safe =
                    link.getHost() != null
                            && (scheme.equalsIgnoreCase("https")
                                    || (scheme.equalsIgnoreCase("http")
                                            && LOOPBACK.matcher(link.getHost()).matches()));
            return safe ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
