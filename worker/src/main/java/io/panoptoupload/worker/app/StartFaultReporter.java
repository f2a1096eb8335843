package io.panoptoupload.worker.app;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.worker.clients.ClientFaults;
import io.panoptoupload.worker.fault.StartFault;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Says why the worker does not start: a line for each fault, and no stack trace. */
final class StartFaultReporter implements SpringBootExceptionReporter {
    /** What is to be read as one of these, and cannot be, is a slip of the pen. */
    private static final List<Class<?>> SHOWN =
            List.of(Number.class, Boolean.class, Enum.class, Duration.class, DataSize.class);

    /** As Spring Boot creates reporters. */
    @SuppressWarnings("unused")
    StartFaultReporter(@Nullable ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        Optional<List<String>> lines = lines(failure);
        lines.ifPresent(faults -> faults.forEach(line -> System.err.println(OneLine.of(line))));
        return lines.isPresent();
    }

    private static Optional<List<String>> lines(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> Optional.empty();
            case StartFault fault -> Optional.of(fault.lines());
            case KafkaException fault -> Optional.of(List.of(kafka(fault)));
            case BindException fault -> Optional.of(List.of(property(fault)));
            case PortInUseException fault ->
                    Optional.of(
                            List.of(
                                    "server.port: %d is in use; allowed: a port that no other program has, or 0 for any"
                                            .formatted(fault.getPort())));
            default -> lines(failure.getCause());
        };
    }

    /** One of Spring's own properties. A map, a list or an address may hold a secret. */
    private static String property(BindException fault) {
        ConfigurationProperty property = fault.getProperty();
        Class<?> wanted =
                ClassUtils.resolvePrimitiveIfNecessary(
                        fault.getTarget().getType().resolve(Object.class));
        boolean isShown = SHOWN.stream().anyMatch(type -> type.isAssignableFrom(wanted));
        return "%s: %s is not allowed; allowed: what can be read as %s"
                .formatted(
                        fault.getName(),
                        isShown && property != null ? "'" + property.getValue() + "'" : "its value",
                        wanted.getSimpleName());
    }

    private static String kafka(KafkaException fault) {
        return "spring.kafka.bootstrap-servers: Kafka does not respond as it should ("
                + ClientFaults.text(fault)
                + ");"
                + " allowed: brokers that this machine reaches, and the spring.kafka.* security"
                + " settings that they ask for";
    }
}
