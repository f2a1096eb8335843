package io.panoptoupload.worker.address;

import java.net.InetAddress;
import java.net.URI;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which servers may be given recordings and secrets: those reached over https, and this machine.
 */
public final class EndpointRule {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private static final int MAX_PORT = 65_535;
    private static final Pattern ENCODED = Pattern.compile("%([0-7][0-9a-fA-F])");

    private EndpointRule() {}

    /** Over https, or to a loopback address; nothing but scheme, host, port and path. */
    public static boolean allows(URI url) {
        String host = host(url);
        if (host.isEmpty()
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || url.getRawUserInfo() != null
                || url.getPort() == 0
                || url.getPort() > MAX_PORT) {
            return false;
        }
        return "https".equalsIgnoreCase(url.getScheme())
                || ("http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.matcher(host).matches());
    }

    /** Whether its host is the literal of a link-local address, or of a cloud's metadata. */
    public static boolean isLinkLocal(URI url) {
        try {
            return SpecialAddresses.isLinkLocalOrMetadata(
                    InetAddress.ofLiteral(host(url).replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Empty for none that may be asked. */
    private static String host(URI url) {
        try {
            return url.getHost() == null ? "" : HostName.canonical(url.getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Whether its path, decoded as often as anybody might, leads upwards or hides a slash. */
    public static boolean climbs(URI url) {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        for (String segment : path.split("/", -1)) {
            String before;
            String decoded = segment;
            do {
                before = decoded;
                decoded = ENCODED.matcher(before).replaceAll(EndpointRule::decoded);
            } while (!decoded.equals(before));
            if (decoded.matches("(?s)\\.\\.?(;.*)?|.*[/\\\\].*")) {
                return true;
            }
        }
        return false;
    }

    private static String decoded(MatchResult encoded) {
        return Matcher.quoteReplacement(Character.toString(Integer.parseInt(encoded.group(1), 16)));
    }
}
