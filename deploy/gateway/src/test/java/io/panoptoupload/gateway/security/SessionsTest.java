package io.panoptoupload.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSessionEvent;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.authentication.TestingAuthenticationToken;

class SessionsTest {
    private final Sessions sessions = new Sessions();

    @Test
    void a_session_is_kept_for_minutes_until_somebody_has_logged_in_with_it() {
        MockServletContext context = new MockServletContext();
        context.setSessionTimeout(480);
        MockHttpSession session = new MockHttpSession(context);

        sessions.sessionCreated(new HttpSessionEvent(session));
        assertThat(session.getMaxInactiveInterval()).isEqualTo(300);

        MockHttpServletRequest login = new MockHttpServletRequest(context);
        login.setSession(session);
        sessions.onAuthentication(
                new TestingAuthenticationToken("bob", ""), login, new MockHttpServletResponse());
        assertThat(session.getMaxInactiveInterval()).isEqualTo(8 * 60 * 60);
    }
}
