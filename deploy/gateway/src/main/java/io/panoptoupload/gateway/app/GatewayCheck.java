package io.panoptoupload.gateway.app;

import io.panoptoupload.gateway.hooks.HooksCheck;
import io.panoptoupload.gateway.security.AccessCheck;
import io.panoptoupload.gateway.webhook.WebhookCheck;
import io.panoptoupload.worker.app.CommandInstallation;
import io.panoptoupload.worker.app.ConfigurationFault;
import io.panoptoupload.worker.app.SecretText;
import io.panoptoupload.worker.proxy.Proxies;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at every property before anything starts, so that all faults come at once. */
final class GatewayCheck {
    private static final List<String> SECRETS =
            List.of(
                    "gateway.webhook.secret",
                    "gateway.hooks.zoom.secret",
                    "gateway.hooks.opencast.secret",
                    "gateway.hooks.opencast.username",
                    "gateway.hooks.opencast.password");

    private static final String PROVIDERS = "spring.security.oauth2.client.registration";

    private final Binder binder;
    private final List<String> faults = new ArrayList<>();

    private GatewayCheck(Binder binder) {
        this.binder = binder;
    }

    /**
     * Checks all of it.
     *
     * @throws ConfigurationFault with a line for each fault
     */
    static void check(Environment environment) {
        GatewayCheck check = new GatewayCheck(Binder.get(environment));
        try {
            var _ = CommandInstallation.of(environment);
        } catch (ConfigurationFault e) {
            check.faults.addAll(e.lines());
        }
        check.number("server.port", 0, 65_535);
        check.number("gateway.finished-uploads", 100, 1_000_000);
        check.number("gateway.waiting-requests", 100, 100_000);
        check.number("gateway.max-listeners", 1, 100_000);
        check.timeZone();
        check.secrets();
        check.faults.addAll(Proxies.faults(environment::getProperty));
        check.faults.addAll(AccessCheck.faults(environment));
        check.faults.addAll(HooksCheck.faults(environment));
        check.faults.addAll(WebhookCheck.faults(environment));
        if (!check.faults.isEmpty()) {
            throw new ConfigurationFault(check.faults);
        }
    }

    private void number(String property, int min, int max) {
        String text = binder.bind(property, String.class).orElse(String.valueOf(min));
        try {
            int value = binder.bind(property, Integer.class).orElse(min);
            if (value >= min && value <= max) {
                return;
            }
        } catch (BindException e) {
            // said below
        }
        faults.add(
                "%s: '%s' is not allowed; allowed: %d to %d".formatted(property, text, min, max));
    }

    private void secrets() {
        SECRETS.forEach(this::secret);
        binder.bind(PROVIDERS, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet()
                .forEach(name -> secret("%s[%s].client-secret".formatted(PROVIDERS, name)));
    }

    private void secret(String property) {
        SecretText.fault(binder.bind(property, String.class).orElse(""))
                .ifPresent(fault -> faults.add(property + ": " + fault));
    }

    private void timeZone() {
        String zone = binder.bind("worker.time-zone", String.class).orElse("");
        try {
            if (!zone.isEmpty()) {
                var _ = ZoneId.of(zone);
            }
        } catch (DateTimeException e) {
            faults.add(
                    "worker.time-zone: '%s' is not allowed; allowed: a zone such as Europe/Vienna"
                            .formatted(zone));
        }
    }
}
