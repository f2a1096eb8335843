package io.panoptoupload.worker.proxy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The hosts that {@code NO_PROXY} names: {@code *}, names that stand for themselves and all below
 * them ({@code uni.example}, {@code .uni.example}, {@code *.uni.example}), addresses, blocks of
 * IPv4 addresses ({@code 10.0.0.0/8}), each with a port if it is for that one only.
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
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1")
                || (ipv4(name) >>> 24) == 127;
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
            return isIn(entry.substring(0, slash), entry.substring(slash + 1), name);
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
        return name.equals(wanted) || name.endsWith("." + wanted);
    }

    private static boolean isIn(String network, String length, String name) {
        long base = ipv4(network);
        long address = ipv4(name);
        if (base < 0 || address < 0 || !length.matches("\\d|[12]\\d|3[0-2]")) {
            return false;
        }
        int rest = 32 - Integer.parseInt(length);
        return base >>> rest == address >>> rest;
    }

    /** As a number; -1 for what is none. */
    private static long ipv4(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return -1;
        }
        long address = 0;
        for (String part : text.split("\\.", -1)) {
            int number = Integer.parseInt(part);
            if (number > 255) {
                return -1;
            }
            address = address << 8 | number;
        }
        return address;
    }

    private static String bare(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
