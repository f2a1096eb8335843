package io.panoptoupload.worker.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker as a Spring Boot application. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({WorkerProperties.class, PanoptoProperties.class})
public class WorkerApplication {

    /** Starts the worker; it runs until the process is told to end. */
    public static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        ApplicationListener<ApplicationEnvironmentPreparedEvent> check =
                event -> ConfigurationCheck.check(event.getEnvironment());
        application.addListeners(check);
        return application.run(arguments);
    }
}
