package io.panoptoupload.gateway.hooks;

import io.panoptoupload.worker.address.EndpointRule;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Looks at {@code gateway.hooks} before anything starts. Secrets are never shown. */
public final class HooksCheck {
    private static final int MIN_SECRET = 16;
    private static final String PREFIX = "gateway.hooks.";

    private final List<String> faults = new ArrayList<>();

    private HooksCheck() {}

    /** What is wrong, a line each. */
    public static List<String> faults(Environment environment) {
        HooksProperties hooks;
        try {
            hooks = Binder.get(environment).bindOrCreate("gateway.hooks", HooksProperties.class);
        } catch (BindException e) {
            return List.of(
                    "%s: cannot be read; see docs/hooks.md for what is allowed"
                            .formatted(e.getName()));
        }
        HooksCheck check = new HooksCheck();
        check.all(hooks);
        return check.faults;
    }

    private void all(HooksProperties hooks) {
        secret("zoom.secret", hooks.zoom().secret());
        secret("opencast.secret", hooks.opencast().secret());
        if (hooks.opencast().secret() != null) {
            opencast(hooks.opencast());
        }
        if (hooks.zoom().secret() == null && hooks.opencast().secret() == null) {
            return;
        }
        if (hooks.mapping() == null) {
            faults.add(
                    PREFIX
                            + "mapping: is missing; allowed: a JSON file with meetings, series, rooms and default");
            return;
        }
        try {
            var _ = Folders.read(hooks.mapping());
        } catch (IllegalArgumentException e) {
            faults.add(
                    "%smapping: '%s' cannot be used: %s"
                            .formatted(PREFIX, hooks.mapping(), e.getMessage()));
        }
    }

    private void secret(String name, @Nullable String secret) {
        if (secret != null && secret.length() < MIN_SECRET) {
            faults.add(
                    "%s%s: is too short; allowed: %d characters or more"
                            .formatted(PREFIX, name, MIN_SECRET));
        }
    }

    private void opencast(HooksProperties.Opencast opencast) {
        @Nullable URI url = opencast.baseUrl();
        if (url == null || !EndpointRule.allows(url)) {
            faults.add(
                    PREFIX
                            + "opencast.base-url: is missing or not allowed; allowed: https://… (http:// only for localhost and loopback addresses)");
        }
        if (opencast.username() == null || opencast.password() == null) {
            faults.add(
                    PREFIX
                            + "opencast.username, .password: are missing; allowed: an account that may read events");
        }
    }
}
