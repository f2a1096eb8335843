package io.panoptoupload.worker.app;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.clients.ClientFaults;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.ShellWord;
import io.panoptoupload.worker.operator.FolderNames;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.nio.file.Path;

/** What can be pasted for faults that show only when the other side is asked. */
final class CheckRemedies {
    /** For a clock that is off, on a machine with systemd. */
    static final String CLOCK = "run: sudo timedatectl set-ntp true";

    private static final String BUNDLE = "campus";

    private final Environment environment;

    CheckRemedies(Environment environment) {
        this.environment = environment;
    }

    /** For a Kafka that does not respond, or not to this client. */
    static String kafka(KafkaException fault) {
        if (Causes.include(fault, SaslAuthenticationException.class)) {
            return "set: spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"USER\" password=\"PASSWORD\";";
        }
        if (ClientFaults.isCertificateRefused(fault)) {
            return "set: spring.kafka.ssl.key-store-location=file:KEY_STORE, with a certificate that the brokers trust";
        }
        if (Causes.include(fault, SslAuthenticationException.class)) {
            return "set: spring.kafka.ssl.bundle=%s and set: %s"
                    .formatted(BUNDLE, PropertyRemedies.trust(BUNDLE));
        }
        if (ClientFaults.isAboutStore(fault)) {
            return "set: spring.kafka.ssl.key-store-location=file:KEY_STORE or set: spring.kafka.ssl.trust-store-location=file:TRUST_STORE, whichever names it";
        }
        return "set: " + PropertyRemedies.example("spring.kafka.bootstrap-servers");
    }

    /** The fault of a site that gives no token, with its remedy. */
    String site(Fault fault) {
        return fault.getMessage() + "; " + remedy(fault);
    }

    private String remedy(Fault fault) {
        if (fault.getMessage().contains("(SSL")) {
            return "set: panopto.ssl-bundle=%s and set: %s"
                    .formatted(BUNDLE, PropertyRemedies.trust(BUNDLE));
        }
        if (fault.code() != ErrorCode.AUTHENTICATION_FAILED) {
            return "set: " + PropertyRemedies.example("panopto.base-url");
        }
        String file = environment.getProperty("panopto.oauth.refresh-token-file");
        String client = PropertyRemedies.example("panopto.oauth.client-secret");
        if (fault.getMessage().contains("invalid_client")) {
            return "set: %s and set: %s"
                    .formatted(PropertyRemedies.example("panopto.oauth.client-id"), client);
        }
        return switch (grant()) {
            case PASSWORD -> "set: " + PropertyRemedies.example("panopto.oauth.password");
            case REFRESH_TOKEN -> "run: " + PropertyRemedies.tokenInto(String.valueOf(file));
            case CLIENT_CREDENTIALS -> "set: " + client;
        };
    }

    private PanoptoProperties.Grant grant() {
        return Binder.get(environment)
                .bind("panopto.oauth.grant", PanoptoProperties.Grant.class)
                .orElse(PanoptoProperties.Grant.PASSWORD);
    }

    /** The fault of a folder that the account may not use, with its remedy. */
    String folder(Fault fault, String folder) {
        String remedy = "give the service account creator rights on the folder";
        return FolderNames.ID.matcher(folder).matches()
                ? "%s; %s, at: %s/Panopto/Pages/Sessions/List.aspx#folderID=%%22%s%%22"
                        .formatted(
                                fault.getMessage(),
                                remedy,
                                environment.getProperty("panopto.base-url"),
                                folder)
                : fault.getMessage() + "; " + remedy;
    }

    /** For a directory that this account may not list and read. */
    static String root(Path root) {
        return "run: sudo setfacl -R -m u:%s:rX %s"
                .formatted(System.getProperty("user.name"), ShellWord.of(root.toString()));
    }
}
