package io.panoptoupload.gateway.webhook;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;

/**
 * Who is sent the final events ({@code gateway.webhook}); nobody by default.
 *
 * @param url of the receiver: https, or http on loopback
 * @param secret with which each event is signed; of fewer than 16 characters the log warns
 * @param groupId of the consumers whose offsets are the position
 */
@ConfigurationProperties("gateway.webhook")
record WebhookProperties(
        @Nullable URI url,
        @Nullable String secret,
        @DefaultValue("panopto-upload-webhook") String groupId) {
    @Override
    public String toString() {
        return "WebhookProperties[url of " + (url == null ? "nobody" : url.getHost()) + "]";
    }
}
