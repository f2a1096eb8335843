package io.panoptoupload.worker.address;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one form of a host's name in which names are compared and asked for: lower case, ASCII,
 * without a trailing dot, literals of addresses in their shortest usual form. What browsers make
 * something else of than Java is refused, so that nobody is led to another host than is written.
 */
public final class HostName {
    /**
     * Browsers keep the first five, Java's older IDNA maps or drops them: two different hosts. Of
     * Cherokee's small letters browsers make capitals; the last ones, which do not show, they drop.
     */
    private static final Pattern AMBIGUOUS =
            Pattern.compile(
                    "[\u00DF\u1E9E\u03C2\u200C\u200D\u13F8-\u13FD\uAB70-\uABBF\u180F\u2064\\x{1BCA0}-\\x{1BCA3}\\x{E0100}-\\x{E01EF}]");

    /** Browsers take the full stops of other scripts, too. */
    private static final Pattern DOT = Pattern.compile("[.\u3002\uFF0E\uFF61]");

    private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern GLOB_LABEL = Pattern.compile("[a-z0-9*-]{1,63}");
    private static final Pattern NUMBER = Pattern.compile("(?i)\\d+|0x[0-9a-f]*");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("^\\[(.*:.*)]$");
    private static final Pattern ZEROS = Pattern.compile("(^|:)(0(:|$)){2,}");
    private static final int MAX_LENGTH = 253;

    private HostName() {}

    /**
     * Reads a host as it stands in a URL, IPv6 addresses in brackets.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong with it
     */
    public static String canonical(String host) {
        return canonical(host, LABEL);
    }

    /** The same of a name in which {@code *} stands for any characters. */
    public static String canonicalGlob(String host) {
        return canonical(host, GLOB_LABEL);
    }

    private static String canonical(String host, Pattern allowed) {
        if (host.startsWith("[")) {
            return ipv6(host);
        }
        if (host.contains("%")) {
            throw new IllegalArgumentException(
                    "its host is percent-encoded; write the host's name as it is");
        }
        if (AMBIGUOUS.matcher(host).find()) {
            throw ambiguous();
        }
        List<String> labels = labels(host, allowed);
        String ascii = String.join(".", labels);
        if (ascii.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "its host has more than %d characters".formatted(MAX_LENGTH));
        }
        if (NUMBER.matcher(labels.getLast()).matches() && !IPV4.matcher(ascii).matches()) {
            throw new IllegalArgumentException(
                    "its host is an IPv4 address in an unusual form; write it as four decimal numbers, such as 192.0.2.7");
        }
        return ascii;
    }

    private static List<String> labels(String host, Pattern allowed) {
        String[] labels = DOT.split(host, -1);
        int count = labels.length;
        if (count > 1 && labels[count - 1].isEmpty()) {
            count--;
        }
        for (int i = 0; i < count; i++) {
            labels[i] = ascii(labels[i]);
            if (!allowed.matcher(labels[i]).matches()) {
                throw new IllegalArgumentException("its host has " + fault(labels[i]));
            }
        }
        return List.of(labels).subList(0, count);
    }

    private static String fault(String label) {
        if (label.isEmpty()) {
            return "an empty part between two dots";
        }
        return label.contains("_")
                ? "an underscore, with which Java's TLS takes no certificate; give the server another name, too"
                : "characters that no host's name has, or a part of more than 63";
    }

    private static String ascii(String label) {
        if (label.chars().allMatch(c -> c <= 0x7F)) {
            return label.toLowerCase(Locale.ROOT);
        }
        if (label.codePoints().anyMatch(HostName::isMappedByBrowsersAlone)) {
            throw ambiguous();
        }
        String ascii;
        try {
            ascii = IDN.toASCII(label, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its host is no internationalised name; write the host's name in ASCII, as xn--…");
        }
        if (!Normalizer.isNormalized(
                IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED), Normalizer.Form.NFKC)) {
            throw ambiguous();
        }
        return ascii;
    }

    /** Java's IDNA is of Unicode 3.2: capitals and variants that came later stay as they are. */
    private static boolean isMappedByBrowsersAlone(int character) {
        String text = Character.toString(character);
        String folded =
                Normalizer.normalize(
                        text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT),
                        Normalizer.Form.NFKC);
        return !folded.equals(text) && isNewerThanIdna(text);
    }

    private static boolean isNewerThanIdna(String text) {
        try {
            String _ = IDN.toASCII(text, 0);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static IllegalArgumentException ambiguous() {
        return new IllegalArgumentException(
                "its host holds a character (ß, ς, a joiner, or a capital or variant of a newer script) that programs spell differently; write the host's name in ASCII, as xn--…");
    }

    private static String ipv6(String host) {
        if (host.contains("%")) {
            throw new IllegalArgumentException(
                    "its host is an IPv6 address with a zone, which means something to one machine only; leave the zone out");
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(IPV6.matcher(host).replaceFirst("$1"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its host is no IPv6 address, as brackets promise");
        }
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : "[%s]".formatted(ZEROS.matcher(address.getHostAddress()).replaceFirst("::"));
    }
}
