package io.panoptoupload.gateway.hooks;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;
import java.nio.file.Path;

/**
 * Which systems may call ({@code gateway.hooks}); none by default.
 *
 * @param mapping file that says which meeting, series or room goes to which folder
 */
@ConfigurationProperties("gateway.hooks")
record HooksProperties(
        @Nullable Path mapping, @DefaultValue Zoom zoom, @DefaultValue Opencast opencast) {

    /**
     * Zoom's event {@code recording.completed}.
     *
     * @param secret the app's secret token, by which its calls are known
     * @param credential name of the workers' credential that opens recordings
     */
    record Zoom(@Nullable String secret, @DefaultValue("zoom") String credential) {
        @Override
        public String toString() {
            return "Zoom[credential=" + credential + "]";
        }
    }

    /**
     * Opencast's operation {@code http-notify}.
     *
     * @param secret that stands as {@code token} in the address that Opencast calls
     * @param baseUrl of Opencast's external API, where the event is asked for
     * @param username of an account that may read events
     * @param password of that account
     * @param channel of the publication whose tracks are uploaded
     * @param credential name of the workers' credential that opens the tracks; none when absent
     */
    record Opencast(
            @Nullable String secret,
            @Nullable URI baseUrl,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue("engage-player") String channel,
            @Nullable String credential) {
        @Override
        public String toString() {
            return "Opencast[baseUrl=" + baseUrl + "]";
        }
    }
}
