package io.panoptoupload.worker.app;

import io.panoptoupload.worker.address.EndpointRule;
import io.panoptoupload.worker.source.HostRules;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.unit.DataSize;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks at what is configured below {@code worker.sources}. */
final class SourcesCheck {
    private static final String SOURCES = "worker.sources.";
    private static final String HOSTS =
            "hosts such as media.uni.example or *.uni.example, without scheme, port and path";
    private static final String SERVERS =
            "hosts such as media.uni.example or *.uni.example, with a port unless it is 443 (media.uni.example:8443), without scheme and path";
    private static final String BUCKETS = "names of buckets, * for any characters";

    private final Binder binder;
    private final PropertyChecks check;

    SourcesCheck(Binder binder, PropertyChecks check) {
        this.binder = binder;
        this.check = check;
    }

    void all() {
        each(
                "file-roots",
                "directories that exist, such as /srv/captures",
                "is no directory",
                root -> !root.isBlank() && Files.isDirectory(Path.of(root)));
        each("https-hosts", HOSTS, "is no host", HostRules::isHost);
        check.optional(
                SOURCES + "allow-private-addresses", Boolean.class, "true or false", _ -> true);
        check.sslBundle(SOURCES + "ssl-bundle");
        check.optional(
                SOURCES + "minimum-rate",
                DataSize.class,
                "bytes per second such as 4KB, to 1MB; 0 for no limit",
                rate -> !rate.isNegative() && rate.compareTo(DataSize.ofMegabytes(1)) <= 0);
        check.duration(SOURCES + "minimum-rate-window", Duration.ofSeconds(1), Duration.ofHours(1));
        names("credentials").forEach(this::credential);
        names("s3").forEach(this::account);
    }

    private void credential(String name) {
        String property = "credentials" + PropertyChecks.key(name);
        boolean token = isSet(property + ".token");
        boolean username = isSet(property + ".username");
        boolean password = isSet(property + ".password");
        boolean oauth2 = isBound(property + ".oauth2");
        long kinds = Stream.of(token, username && password, oauth2).filter(is -> is).count();
        if (kinds != 1 || username != password) {
            check.fault(
                    new PropertyFault(
                            SOURCES
                                    + property
                                    + ": is incomplete or ambiguous; allowed: .token (bearer), or .username and .password (basic), or .oauth2",
                            "set alone: "
                                    + PropertyRemedies.example(SOURCES + property + ".token")));
        }
        if (oauth2) {
            oauth2(SOURCES + property + ".oauth2");
        }
        for (String part : List.of(".token", ".username", ".password")) {
            if (isSet(property + part)) {
                check.secret(SOURCES + property + part, "");
            }
        }
        if (each(property + ".hosts", SERVERS, "is no host", HostRules::isRule) == 0) {
            check.fault(SOURCES + property + ".hosts", "is missing; allowed: " + SERVERS);
        }
    }

    private void oauth2(String property) {
        String url = "https://… without user and query";
        if (check.required(property + ".token-endpoint", url).isPresent()) {
            check.optional(
                    property + ".token-endpoint",
                    URI.class,
                    url,
                    to -> "https".equalsIgnoreCase(to.getScheme()) && EndpointRule.allows(to));
        }
        check.secret(property + ".client-id", "the id of the client at the token server");
        check.secret(property + ".client-secret", "the secret of that client");
    }

    private boolean isBound(String property) {
        return binder.bind(SOURCES + property, Bindable.mapOf(String.class, Object.class))
                .isBound();
    }

    private void account(String name) {
        String property = "s3" + PropertyChecks.key(name);
        String url = "https://… (http:// only for localhost and loopback addresses)";
        check.optional(SOURCES + property + ".endpoint", URI.class, url, EndpointRule::allows);
        check.optional(
                SOURCES + property + ".region",
                String.class,
                "the name of a region, such as eu-central-1",
                region -> region.matches("[a-zA-Z0-9-]{1,64}"));
        check.secret(SOURCES + property + ".access-key-id", "the id of a key that may read");
        check.secret(SOURCES + property + ".secret-access-key", "the secret of that key");
        check.optional(
                SOURCES + property + ".path-style", Boolean.class, "true or false", _ -> true);
        int buckets =
                each(
                        property + ".buckets",
                        BUCKETS,
                        "is no bucket",
                        bucket -> bucket.matches("[a-zA-Z0-9._*-]{1,255}"));
        if (buckets == 0) {
            check.fault(SOURCES + property + ".buckets", "is missing; allowed: " + BUCKETS);
        }
    }

    /** Checks every element of a list; returns how many there are. */
    private int each(String property, String allowed, String wrong, Predicate<String> valid) {
        try {
            List<String> all =
                    binder.bind(SOURCES + property, Bindable.listOf(String.class))
                            .orElse(List.of());
            all.stream()
                    .filter(valid.negate())
                    .forEach(element ->
                            check.fault(
                                    SOURCES + property,
                                    "'%s' %s; allowed: %s".formatted(element, wrong, allowed)));
            return all.size();
        } catch (BindException e) {
            check.fault(SOURCES + property, "cannot be read; allowed: " + allowed);
            return 1;
        }
    }

    private Set<String> names(String property) {
        return new TreeSet<>(
                binder.bind(SOURCES + property, Bindable.mapOf(String.class, Object.class))
                        .map(java.util.Map::keySet)
                        .orElse(Set.of()));
    }

    private boolean isSet(String property) {
        String value = binder.bind(SOURCES + property, String.class).orElse("");
        return !value.isBlank();
    }
}
