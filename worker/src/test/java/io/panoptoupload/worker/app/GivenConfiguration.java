package io.panoptoupload.worker.app;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A configuration that holds what a test gives it, and nothing of this machine. */
final class GivenConfiguration {
    private GivenConfiguration() {}

    static StandardEnvironment environment(
            Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                variables));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    /** The lines of what is wrong with it. */
    static List<String> faults(StandardEnvironment environment) {
        return lines(environment, ConfigurationFault::lines);
    }

    /** These lines with their remedies. */
    static List<String> remedies(StandardEnvironment environment) {
        return lines(environment, ConfigurationFault::remedies);
    }

    private static List<String> lines(
            StandardEnvironment environment, Function<ConfigurationFault, List<String>> shown) {
        try {
            ConfigurationCheck.check(environment);
            return List.of();
        } catch (ConfigurationFault e) {
            return shown.apply(e);
        }
    }
}
