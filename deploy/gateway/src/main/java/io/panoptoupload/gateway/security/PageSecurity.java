package io.panoptoupload.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;

import java.io.IOException;
import java.util.stream.Stream;

/** How browsers are dealt with where programs get a problem. */
final class PageSecurity {
    static final String LOGIN = "/login";

    private PageSecurity() {}

    /** Whether the response is for a person's browser, not for a program. */
    static boolean isPage(HttpServletRequest request) {
        @Nullable String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return accepted != null
                && accepted.contains(MediaType.TEXT_HTML_VALUE)
                && isUnderPages(request);
    }

    /** Whether what is called is one of the pages, and not meant for programs. */
    static boolean isUnderPages(HttpServletRequest request) {
        return Stream.of("/api/", "/hooks/", "/actuator/", "/v3/")
                .noneMatch(request.getServletPath()::startsWith);
    }

    /** In a cookie, so that pages make no sessions and outlive a restart. */
    static CookieCsrfTokenRepository csrfTokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return tokens;
    }

    static void login(HttpSecurity http) {
        http.formLogin(form ->
                        form.loginPage(LOGIN)
                                .defaultSuccessUrl("/", true)
                                .failureHandler(PageSecurity::failed))
                .logout(logout -> logout.logoutSuccessUrl(LOGIN + "?logout"));
    }

    private static void failed(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException fault)
            throws IOException {
        String why =
                switch (fault) {
                    case LockedException _ -> "locked";
                    case AuthenticationServiceException _ -> "busy";
                    default -> "failed";
                };
        response.sendRedirect(request.getContextPath() + LOGIN + "?" + why);
    }
}
