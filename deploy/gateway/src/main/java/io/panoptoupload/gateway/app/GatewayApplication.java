package io.panoptoupload.gateway.app;

import io.panoptoupload.worker.logging.LineSafeAppender;
import io.panoptoupload.worker.logging.WireLoggers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The gateway as a Spring Boot application; of the worker it has classes, and none of its beans.
 */
@SpringBootApplication(
        scanBasePackages = "io.panoptoupload.gateway",
        proxyBeanMethods = false,
        exclude = KafkaAutoConfiguration.class)
@EnableConfigurationProperties(GatewayProperties.class)
public class GatewayApplication {
    private static final Logger log = LoggerFactory.getLogger(GatewayApplication.class);

    /** Starts the gateway; it runs until the process is stopped. */
    public static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        // The event that loggers are configured at; listeners without an order come after that.
        ApplicationListener<ApplicationEnvironmentPreparedEvent> safeLines =
                _ -> {
                    LineSafeAppender.install(LoggerFactory.getILoggerFactory());
                    WireLoggers.quiet(LoggerFactory.getILoggerFactory());
                };
        ApplicationListener<ApplicationEnvironmentPreparedEvent> check =
                event -> GatewayCheck.check(event.getEnvironment());
        ApplicationListener<WebServerInitializedEvent> port =
                event -> log.info("gateway on port {}", event.getWebServer().getPort());
        application.addListeners(safeLines, check, port);
        return application.run(arguments);
    }
}
