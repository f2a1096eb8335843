package io.panoptoupload.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

import java.time.Duration;

/**
 * Keeps a session for as long as is configured once somebody has logged in with it, and for minutes
 * before: whoever begins a login at a provider gets one.
 */
final class Sessions implements HttpSessionListener, SessionAuthenticationStrategy {
    private static final Duration LOGIN = Duration.ofMinutes(5);

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        event.getSession().setMaxInactiveInterval(Math.toIntExact(LOGIN.toSeconds()));
    }

    @Override
    public void onAuthentication(
            Authentication authentication,
            HttpServletRequest request,
            HttpServletResponse response) {
        Duration configured = Duration.ofMinutes(request.getServletContext().getSessionTimeout());
        request.getSession().setMaxInactiveInterval(Math.toIntExact(configured.toSeconds()));
    }
}
