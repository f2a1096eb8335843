package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.ClientTimeouts;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.Findings;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicSettings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The worker's configuration without the worker: read in the same way, from the same places, for
 * commands that begin at once and end by themselves.
 */
public final class CommandInstallation implements Installation {
    /** So that an unreachable Kafka becomes a message within about ten seconds. */
    private static final int PATIENCE_MS = 10_000;

    private final Binder binder;

    private CommandInstallation(Binder binder) {
        this.binder = binder;
    }

    /**
     * Reads the configuration and checks what reaches Kafka.
     *
     * @param properties {@code --name=value}
     * @throws CommandFault with a line for each fault
     */
    public static CommandInstallation open(List<String> properties) {
        ConfigurableEnvironment environment = environment(properties);
        try {
            ConfigurationCheck.checkKafka(environment);
        } catch (ConfigurationFault e) {
            throw CommandFault.usage(e.lines());
        }
        return new CommandInstallation(Binder.get(environment));
    }

    /**
     * Reads what reaches Kafka from the configuration of another application.
     *
     * @throws ConfigurationFault with a line for each fault
     */
    public static Installation of(Environment environment) {
        ConfigurationCheck.checkKafka(environment);
        return new CommandInstallation(Binder.get(environment));
    }

    /**
     * Checks everything that these properties lead to.
     *
     * @throws IOException when the report cannot be written
     */
    public static void check(List<String> properties, Findings.Wanted wanted, Findings findings)
            throws InterruptedException, IOException {
        ConfigurableEnvironment environment = environment(properties);
        checkInstallation(environment, wanted.folder(), findings);
        if (!wanted.live()) {
            return;
        }
        try {
            ConfigurationCheck.check(environment);
        } catch (ConfigurationFault e) {
            findings.notAsked("live", "the configuration has to be fixed first");
            return;
        }
        new CommandLive(environment, findings)
                .run(wanted, Objects.requireNonNull(wanted.folder(), "folder"));
    }

    private static void checkInstallation(
            ConfigurableEnvironment environment, @Nullable String folder, Findings findings)
            throws InterruptedException {
        InstallationCheck check = new InstallationCheck(environment, findings);
        check.rest(folder);
        try {
            ConfigurationCheck.checkKafka(environment);
        } catch (ConfigurationFault e) {
            // Its lines stand among those of the configuration.
            findings.notAsked("Kafka", "the configuration has to be fixed first");
            return;
        }
        CommandInstallation installation = new CommandInstallation(Binder.get(environment));
        check.kafka(installation);
    }

    /** What Spring Boot does at an application's start, without the application: a second less. */
    static ConfigurableEnvironment environment(List<String> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(properties.toArray(String[]::new)));
        try {
            SpringApplication none = new SpringApplication();
            new SpringApplicationJsonEnvironmentPostProcessor()
                    .postProcessEnvironment(environment, none);
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
        } catch (ConfigDataException | IllegalStateException e) {
            throw CommandFault.usage(
                    List.of("The configuration cannot be read: " + e.getMessage()));
        }
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    @Override
    public KafkaClients clients() {
        KafkaSettings kafka =
                KafkaSettings.of(kafka(), bundle -> CommandBundles.of(binder, bundle));
        Map<String, Object> producer = new HashMap<>(kafka.producer());
        producer.putIfAbsent("max.block.ms", PATIENCE_MS);
        return new KafkaClients(impatient(kafka.consumer()), producer, impatient(kafka.admin()));
    }

    private static Map<String, Object> impatient(Map<String, Object> settings) {
        Map<String, Object> bounded = new HashMap<>(settings);
        ClientTimeouts.putIfAbsent(bounded, PATIENCE_MS, PATIENCE_MS / 2);
        return bounded;
    }

    @Override
    public TopicSettings topics() {
        WorkerProperties worker = binder.bindOrCreate("worker", WorkerProperties.class);
        return KafkaConfiguration.topicSettings(worker);
    }

    @Override
    public String groupId() {
        return Objects.requireNonNull(kafka().getConsumer().getGroupId(), "group-id");
    }

    @Override
    public String brokers() {
        return String.join(",", kafka().getBootstrapServers());
    }

    private KafkaProperties kafka() {
        return binder.bindOrCreate("spring.kafka", KafkaProperties.class);
    }
}
