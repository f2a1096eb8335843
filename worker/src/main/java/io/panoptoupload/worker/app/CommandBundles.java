package io.panoptoupload.worker.app;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;

/** Spring's SSL bundles without an application. */
final class CommandBundles {
    private static final String PEM = "spring.ssl.bundle.pem";
    private static final String JKS = "spring.ssl.bundle.jks";

    private CommandBundles() {}

    /** An empty name is none: variables of the environment are often there and empty. */
    static @Nullable String nameOrNull(@Nullable String name) {
        return name == null || name.isBlank() ? null : name;
    }

    /** The configuration has been checked: there is one. */
    static SslBundle of(Binder binder, String name) {
        return binder.bind(PEM + PropertyChecks.key(name), PemSslBundleProperties.class)
                .map(PropertiesSslBundle::get)
                .orElseGet(() ->
                        PropertiesSslBundle.get(
                                binder.bind(
                                                JKS + PropertyChecks.key(name),
                                                JksSslBundleProperties.class)
                                        .get()));
    }
}
