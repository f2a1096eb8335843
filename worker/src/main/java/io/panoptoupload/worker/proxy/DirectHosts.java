package io.panoptoupload.worker.proxy;

import io.panoptoupload.worker.address.AddressBlock;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that {@code NO_PROXY} names: {@code *}, names that stand for themselves and all below
 * them ({@code uni.example}, {@code .uni.example}, {@code *.uni.example}), names in which {@code *}
 * stands for any characters ({@code media*.uni.example}, {@code 10.1.*}), addresses in any
 * spelling, blocks of them ({@code 10.0.0.0/8}, {@code fd00::/8}), each with a port if it is for
 * that one only.
 */
record DirectHosts(List<String> entries) {
    static DirectHosts of(@Nullable String text) {
        return new DirectHosts(
                text == null
                        ? List.of()
                        : Stream.of(text.toLowerCase(Locale.ROOT).split("[,;|\\s]+", -1))
                                .filter(entry -> !entry.isEmpty())
                                .toList());
    }

    /** This machine itself needs no proxy, whatever is written there. */
    static boolean isThisMachine(String host) {
        String name = bare(host);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || isIn("::1", name)
                || isIn("127.0.0.0/8", name);
    }

    boolean match(String host, int port) {
        String name = bare(host);
        return entries.stream().anyMatch(entry -> matches(entry, name, port));
    }

    private static boolean matches(String entry, String name, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return isIn(bare(entry.substring(0, slash)) + entry.substring(slash), name);
        }
        String wanted = entry;
        int colon = entry.lastIndexOf(':');
        boolean withPort =
                colon > 0
                        && entry.substring(colon + 1).matches("\\d{1,5}")
                        && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (withPort) {
            if (Integer.parseInt(entry.substring(colon + 1)) != port) {
                return false;
            }
            wanted = entry.substring(0, colon);
        }
        wanted = bare(wanted.startsWith("*.") ? wanted.substring(2) : wanted);
        wanted = wanted.startsWith(".") ? wanted.substring(1) : wanted;
        return name.equals(wanted)
                || name.endsWith("." + wanted)
                || (wanted.contains("*") && glob(wanted).matcher(name).matches())
                || isIn(wanted, name);
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Stream.of(text.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }

    /** Whether the one is a block of addresses, or one address, and the other is in it. */
    private static boolean isIn(String block, String name) {
        try {
            return AddressBlock.of(block).holds(InetAddress.ofLiteral(name).getAddress());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String bare(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
