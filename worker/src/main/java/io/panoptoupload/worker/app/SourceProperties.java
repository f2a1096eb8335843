package io.panoptoupload.worker.app;

import io.panoptoupload.worker.source.Globs;
import io.panoptoupload.worker.source.HostRules;
import io.panoptoupload.worker.source.HttpCredential;
import io.panoptoupload.worker.source.OAuthClient;
import io.panoptoupload.worker.source.S3Account;
import io.panoptoupload.worker.transfer.MinimumRate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.net.ssl.SSLContext;

/**
 * What the worker may read ({@code worker.sources}); nothing by default.
 *
 * @param fileRoots directories that file: sources may be in
 * @param httpsHosts hosts that https: sources may be on, {@code *} for any characters; on any port,
 *     unless one follows
 * @param allowPrivateAddresses whether these hosts may have private, loopback and link-local
 *     addresses
 * @param sslBundle name of a Spring SSL bundle with the trust for https: and s3: sources
 * @param minimumRate bytes per second that a source has to yield while it is waited for, or its job
 *     is parked; 0 for no limit
 * @param minimumRateWindow time of waiting over which that rate is taken, 1 s to 1 h
 * @param credentials for https: sources, by the name that requests use
 * @param s3 accounts for s3: sources, by the name that stands first in their URIs
 */
record SourceProperties(
        // not Path: Spring takes / for the document base of the web server
        @DefaultValue List<String> fileRoots,
        @DefaultValue List<String> httpsHosts,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @Nullable String sslBundle,
        @DefaultValue("4KB") DataSize minimumRate,
        @DefaultValue("1m") Duration minimumRateWindow,
        @DefaultValue Map<String, Credential> credentials,
        @DefaultValue Map<String, Account> s3) {

    SourceProperties {
        sslBundle = CommandBundles.nameOrNull(sslBundle);
    }

    MinimumRate rate() {
        return new MinimumRate(minimumRate.toBytes(), minimumRateWindow);
    }

    List<Path> roots() {
        return fileRoots.stream().map(Path::of).toList();
    }

    /**
     * Either a token (bearer), or a username with its password (basic), or a client of a token
     * server (oauth2).
     *
     * @param token token that is sent as {@code Authorization: Bearer}
     * @param username name that is sent with the password as {@code Authorization: Basic}
     * @param password password of that user
     * @param oauth2 client whose tokens are sent as {@code Authorization: Bearer}
     * @param hosts hosts that it may be sent to, {@code *} for any characters; on port 443, unless
     *     a port follows
     */
    @ConfigurationPropertiesSource
    record Credential(
            @Nullable String token,
            @Nullable String username,
            @Nullable String password,
            @Nullable OAuth2 oauth2,
            @DefaultValue List<String> hosts) {
        /**
         * @param tls with the trust for the token server; the JVM's own when null
         */
        HttpCredential credential(String name, @Nullable SSLContext tls, InstantSource clock) {
            HostRules to = HostRules.onHttpsPort(hosts);
            if (oauth2 != null) {
                return HttpCredential.oauth2(to, name, oauth2.client(), tls, clock);
            }
            return token != null
                    ? HttpCredential.bearer(to, token)
                    : HttpCredential.basic(
                            to, Objects.requireNonNull(username), Objects.requireNonNull(password));
        }

        @Override
        public String toString() {
            return "Credential[for " + hosts + "]";
        }
    }

    /**
     * A client that gets its tokens without a user.
     *
     * @param tokenEndpoint where it gets them, https: only
     * @param clientId id of the client
     * @param clientSecret secret of that client
     * @param scope scope that tokens are requested with; the server's default when absent
     * @param parameters further ones of the request; dashes in their names are sent as {@code _}.
     *     {@code grant-type} is {@code client_credentials} when absent
     */
    record OAuth2(
            URI tokenEndpoint,
            String clientId,
            String clientSecret,
            @Nullable String scope,
            @DefaultValue Map<String, String> parameters) {
        OAuthClient client() {
            Map<String, String> all = new HashMap<>();
            // As properties write _ usually, and as variables of the environment come out.
            parameters.forEach((name, value) -> all.put(name.replaceAll("[-.]", "_"), value));
            if (scope != null) {
                all.put("scope", scope);
            }
            return new OAuthClient(tokenEndpoint, clientId, clientSecret, all);
        }

        @Override
        public String toString() {
            return "OAuth2[at " + tokenEndpoint.getHost() + "]";
        }
    }

    /**
     * An account with an S3 service.
     *
     * @param endpoint address of the service; Amazon's of the region when absent
     * @param region region, as the service calls it
     * @param accessKeyId id of a key that may read
     * @param secretAccessKey secret of that key
     * @param pathStyle whether buckets stand in the path; default: when there is an endpoint
     * @param buckets buckets that may be read, {@code *} for any characters
     */
    @ConfigurationPropertiesSource
    record Account(
            @Nullable URI endpoint,
            @DefaultValue("us-east-1") String region,
            String accessKeyId,
            String secretAccessKey,
            @Nullable Boolean pathStyle,
            @DefaultValue List<String> buckets) {
        S3Account account() {
            return new S3Account(
                    endpoint,
                    region,
                    accessKeyId,
                    secretAccessKey,
                    pathStyle == null ? endpoint != null : pathStyle,
                    new Globs(buckets));
        }

        @Override
        public String toString() {
            return "Account[" + (endpoint == null ? region : endpoint) + "]";
        }
    }
}
