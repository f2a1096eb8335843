package io.panoptoupload.gateway.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed logins by name and by address. Whoever failed too often is not listened to for a
 * while; of the many that may try, those are remembered that did so last.
 */
final class LoginLimit {
    static final int MAX_OF_NAME = 10;
    static final int MAX_OF_ADDRESS = 50;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MAX_REMEMBERED = 10_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    /** Logins that are being tried: each may fail. */
    private final Map<String, Integer> trying = new HashMap<>();

    private record Failures(int times, Instant until) {}

    LoginLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a login is not even tried. */
    synchronized boolean isExceeded(String address, String name) {
        return times(address) >= MAX_OF_ADDRESS || times(ofName(address, name)) >= MAX_OF_NAME;
    }

    /**
     * Whether a login may be tried now, if those that are being tried all fail; {@link #failed} or
     * {@link #succeeded} has to follow.
     */
    synchronized boolean begin(String address, String name) {
        String ofName = ofName(address, name);
        if (times(address) + trying(address) >= MAX_OF_ADDRESS
                || times(ofName) + trying(ofName) >= MAX_OF_NAME) {
            return false;
        }
        trying.merge(address, 1, Integer::sum);
        trying.merge(ofName, 1, Integer::sum);
        return true;
    }

    synchronized void failed(String address, String name) {
        end(address, name);
        add(address);
        add(ofName(address, name));
    }

    synchronized void succeeded(String address, String name) {
        end(address, name);
        failures.remove(ofName(address, name));
    }

    private void end(String address, String name) {
        trying.computeIfPresent(address, (_, times) -> times == 1 ? null : times - 1);
        trying.computeIfPresent(ofName(address, name), (_, times) -> times == 1 ? null : times - 1);
    }

    private int trying(String key) {
        return trying.getOrDefault(key, 0);
    }

    /** By both, so that nobody elsewhere can keep a user out. */
    private static String ofName(String address, String name) {
        return address + ' ' + (name.length() > 100 ? name.substring(0, 100) : name);
    }

    private int times(String key) {
        Failures known = failures.get(key);
        return known == null || known.until().isBefore(clock.instant()) ? 0 : known.times();
    }

    private void add(String key) {
        failures.put(key, new Failures(times(key) + 1, clock.instant().plus(WINDOW)));
    }
}
