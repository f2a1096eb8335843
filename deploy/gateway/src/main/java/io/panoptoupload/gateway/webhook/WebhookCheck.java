package io.panoptoupload.gateway.webhook;

import io.panoptoupload.worker.address.EndpointRule;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Looks at {@code gateway.webhook} before anything starts. The secret is never shown. */
public final class WebhookCheck {
    private WebhookCheck() {}

    /** What is wrong, a line each. */
    public static List<String> faults(Environment environment) {
        WebhookProperties webhook;
        try {
            webhook =
                    Binder.get(environment)
                            .bindOrCreate("gateway.webhook", WebhookProperties.class);
        } catch (BindException e) {
            return List.of(
                    "%s: cannot be read; allowed: gateway.webhook.url, .secret and .group-id"
                            .formatted(e.getName()));
        }
        List<String> faults = new ArrayList<>();
        @Nullable URI url = webhook.url();
        @Nullable String secret = webhook.secret();
        if (url == null && secret != null) {
            faults.add("gateway.webhook.url: is missing; allowed: https://… of the receiver");
        }
        if (url != null && !EndpointRule.allows(url)) {
            faults.add(
                    "gateway.webhook.url: is not allowed; allowed: https://… without user, query and fragment (http:// only for localhost and loopback addresses)");
        }
        if (url != null && (secret == null || secret.isBlank())) {
            faults.add(
                    "gateway.webhook.secret: is missing; allowed: any text that the receiver knows, too");
        }
        return faults;
    }
}
