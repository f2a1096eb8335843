package io.panoptoupload.worker.app;

import org.apache.kafka.common.config.SslConfigs;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code spring.kafka.*} says of each kind of client. Spring Boot adds the SSL bundle only
 * where it makes the clients itself.
 */
record KafkaSettings(
        Map<String, Object> consumer, Map<String, Object> producer, Map<String, Object> admin) {
    static KafkaSettings of(KafkaProperties kafka, Function<String, SslBundle> bundles) {
        return new KafkaSettings(
                with(kafka, kafka.getConsumer().getSsl(), kafka.buildConsumerProperties(), bundles),
                with(kafka, kafka.getProducer().getSsl(), kafka.buildProducerProperties(), bundles),
                with(kafka, kafka.getAdmin().getSsl(), kafka.buildAdminProperties(), bundles));
    }

    private static Map<String, Object> with(
            KafkaProperties kafka,
            KafkaProperties.Ssl own,
            Map<String, Object> settings,
            Function<String, SslBundle> bundles) {
        Optional<String> bundle =
                Optional.ofNullable(CommandBundles.nameOrNull(own.getBundle()))
                        .or(() ->
                                Optional.ofNullable(
                                        CommandBundles.nameOrNull(kafka.getSsl().getBundle())));
        if (bundle.isEmpty()) {
            return settings;
        }
        Map<String, Object> all = new HashMap<>(settings);
        all.put(
                SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG,
                SslBundleSslEngineFactory.class.getName());
        all.put(SslBundle.class.getName(), bundles.apply(bundle.get()));
        return all;
    }
}
