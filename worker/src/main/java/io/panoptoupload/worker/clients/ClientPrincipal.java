package io.panoptoupload.worker.clients;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that Kafka's ACLs have for this client, as far as its own settings show: the user of
 * SASL, or the subject of the certificate. Brokers may map it to another one ({@code
 * ssl.principal.mapping.rules}).
 */
final class ClientPrincipal {
    private static final Pattern USER =
            Pattern.compile("\\busername\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;\"']+))");

    private ClientPrincipal() {}

    static Optional<String> of(Map<String, Object> settings) {
        String protocol = String.valueOf(settings.get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG));
        Optional<String> name =
                switch (protocol) {
                    case "SASL_SSL", "SASL_PLAINTEXT" -> user(settings);
                    case "SSL" -> subject(settings);
                    default -> Optional.empty();
                };
        return name.map(found -> "User:" + found);
    }

    private static Optional<String> user(Map<String, Object> settings) {
        Matcher user = USER.matcher(String.valueOf(settings.get(SaslConfigs.SASL_JAAS_CONFIG)));
        if (!user.find()) {
            return Optional.empty();
        }
        return Optional.ofNullable(user.group(1))
                .or(() -> Optional.ofNullable(user.group(2)))
                .or(() -> Optional.ofNullable(user.group(3)));
    }

    private static Optional<String> subject(Map<String, Object> settings) {
        try {
            KeyStore keys = keys(settings);
            if (keys != null) {
                for (String alias : Collections.list(keys.aliases())) {
                    Certificate own = keys.getCertificate(alias);
                    if (keys.isKeyEntry(alias) && own instanceof X509Certificate certificate) {
                        return Optional.of(certificate.getSubjectX500Principal().getName());
                    }
                }
            }
            return Optional.empty();
        } catch (GeneralSecurityException | RuntimeException e) {
            // Connecting with these settings reports what is wrong with them.
            return Optional.empty();
        }
    }

    private static @Nullable KeyStore keys(Map<String, Object> settings) {
        if (settings.get(SslBundle.class.getName()) instanceof SslBundle bundle) {
            return bundle.getStores().getKeyStore();
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(new AdminClientConfig(settings).values());
            return factory.keystore();
        }
    }
}
