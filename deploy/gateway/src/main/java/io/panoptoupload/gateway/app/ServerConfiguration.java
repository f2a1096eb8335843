package io.panoptoupload.gateway.app;

import org.apache.catalina.core.StandardHost;
import org.apache.catalina.session.StandardManager;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the web server differs from the usual one. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    /** Of people who are logged in, or are about to; about 5 KB each. */
    static final int MAX_SESSIONS = 5_000;

    /** An id may hold a slash or a backslash, which then stays encoded until Spring has matched. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.setProtocol(TimedProtocol.class.getName());
            factory.addEngineValves(new DrainingValve());
            factory.addContextCustomizers(context -> {
                StandardManager sessions = new StandardManager();
                sessions.setMaxActiveSessions(MAX_SESSIONS);
                context.setManager(sessions);
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                }
            });
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
                connector.setEncodedReverseSolidusHandling(
                        EncodedSolidusHandling.PASS_THROUGH.getValue());
                // They are read within one call, which TimedProcessor cannot end. The empty line
                // behind the last chunk counts as a trailer.
                connector.setProperty("maxExtensionSize", "0");
                connector.setProperty("maxTrailerSize", "8");
            });
        };
    }
}
