package io.panoptoupload.worker.address;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one form of a host's name in which names are compared and asked for: lower case, ASCII,
 * without a trailing dot, literals of addresses in their shortest usual form. What browsers make
 * something else of than Java is refused, so that nobody is led to another host than is written.
 */
public final class HostName {
    /** What does not show, and browsers drop; a joiner they keep. */
    private static final Pattern IGNORED =
            Pattern.compile(
                    "[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u2060-\u2064\uFE00-\uFE0F\uFEFF\\x{1BCA0}-\\x{1BCA3}\\x{E0100}-\\x{E01EF}]");

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

    /**
     * As browsers have it (UTS #46), or not at all: Java's own IDNA is of Unicode 3.2, and has to
     * have nothing left to change.
     */
    private static String ascii(String label) {
        // Twice: what is compatible with a capital becomes one first.
        String folded = IGNORED.matcher(fold(fold(label))).replaceAll("");
        if (folded.chars().allMatch(c -> c <= 0x7F)) {
            return folded;
        }
        String ascii;
        try {
            ascii = IDN.toASCII(folded, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its host is no internationalised name; write the host's name in ASCII, as xn--…");
        }
        if (!IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).equals(folded)
                || !folded.codePoints().allMatch(Character::isDefined)) {
            throw new IllegalArgumentException(
                    "its host holds a character (ß, ς, a joiner, or a very new one) that programs spell differently; write the host's name in ASCII, as xn--…");
        }
        return ascii;
    }

    private static String fold(String label) {
        String folded = label.codePoints().mapToObj(HostName::fold).collect(Collectors.joining());
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    /** Of Cherokee, whose small letters came later, names have the capitals. */
    private static String fold(int character) {
        if (character == 'ς' || character == 'ı') {
            return Character.toString(character);
        }
        String capital = Character.toString(Character.toUpperCase(character));
        return UnicodeScript.of(character) == UnicodeScript.CHEROKEE
                ? capital
                : capital.toLowerCase(Locale.ROOT);
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
