package io.panoptoupload.worker.app;

import io.panoptoupload.worker.logging.LineSafeAppender;
import io.panoptoupload.worker.logging.WireLoggers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker as a Spring Boot application. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({WorkerProperties.class, PanoptoProperties.class})
public class WorkerApplication {
    private static final Logger log = LoggerFactory.getLogger(WorkerApplication.class);

    /** Starts the worker; it runs until the process is asked to stop. */
    public static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        // The event that loggers are configured at; listeners without an order come after that.
        ApplicationListener<ApplicationEnvironmentPreparedEvent> safeLines =
                _ -> {
                    LineSafeAppender.install(LoggerFactory.getILoggerFactory());
                    WireLoggers.quiet(LoggerFactory.getILoggerFactory());
                };
        ApplicationListener<ApplicationEnvironmentPreparedEvent> check =
                event -> ConfigurationCheck.check(event.getEnvironment());
        ApplicationListener<WebServerInitializedEvent> port =
                event -> log.info("health and metrics on port {}", event.getWebServer().getPort());
        application.addListeners(safeLines, check, port);
        ProcessEnd end = new ProcessEnd();
        end.limitStopping();
        StopSignals.onSecond(end::skipGrace);
        Thread.setDefaultUncaughtExceptionHandler(end::uncaught);
        application.addInitializers(
                context -> context.getBeanFactory().registerSingleton("processEnd", end));
        ConfigurableApplicationContext context = application.run(arguments);
        // Being stopped is no failure; by itself the JVM would exit with 143.
        SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(end.status()));
        return context;
    }
}
