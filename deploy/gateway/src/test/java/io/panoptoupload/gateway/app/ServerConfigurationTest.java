package io.panoptoupload.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

class ServerConfigurationTest {
    @Test
    void sessions_are_limited_and_are_kept_in_no_file() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        new ServerConfiguration().tomcat().customize(factory);
        TomcatWebServer server = (TomcatWebServer) factory.getWebServer();
        try {
            Manager sessions =
                    ((Context) server.getTomcat().getHost().findChildren()[0]).getManager();
            for (int i = 0; i < ServerConfiguration.MAX_SESSIONS; i++) {
                sessions.createSession(null);
            }
            assertThatThrownBy(() -> sessions.createSession(null))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(sessions).hasFieldOrPropertyWithValue("pathname", null);
        } finally {
            server.destroy();
        }
    }
}
