package io.panoptoupload.gateway.security;

import io.micrometer.core.instrument.MeterRegistry;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.RequestMatcher;

import java.time.InstantSource;
import java.util.Set;

/** Puts together who may do what. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties(AccessProperties.class)
class SecurityConfiguration {
    private static final String UPLOADS = "/api/v1/uploads";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final String BUSY_SECONDS = "5";

    /** Everything from here, and nothing that stands in a page itself. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final ProblemWriter problems = new ProblemWriter();

    @Bean
    static RoleHierarchy roleHierarchy() {
        return Role.hierarchy();
    }

    @Bean
    static Permissions permissions(
            RoleHierarchy hierarchy, AccessProperties access, Environment environment) {
        Binder binder = Binder.get(environment);
        return new Permissions(
                hierarchy,
                AccessCheck.isLoginNeeded(access, binder),
                !access.users().isEmpty(),
                AccessCheck.providers(binder));
    }

    @Bean
    static LoginMeters loginMeters(MeterRegistry meters) {
        return new LoginMeters(meters);
    }

    @Bean
    AuthenticationManager authenticationManager(AccessProperties access, LoginMeters meters) {
        return new ProviderManager(
                new Passwords(
                        access.users(),
                        new LoginLimit(InstantSource.system()),
                        meters,
                        new BCryptPasswordEncoder()));
    }

    @Bean
    static Sessions sessions() {
        return new Sessions();
    }

    @Bean
    static HttpFirewall httpFirewall() {
        return PathFirewall.make();
    }

    @Bean
    RequestRejectedHandler requestRejectedHandler() {
        return (_, response, _) ->
                problems.write(
                        response, HttpStatus.BAD_REQUEST, "The address or a header is malformed.");
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            AccessProperties access,
            Environment environment,
            LoginMeters meters,
            Sessions sessions) {
        Binder binder = Binder.get(environment);
        boolean login = AccessCheck.isLoginNeeded(access, binder);
        http.headers(SecurityConfiguration::headers)
                .addFilterAfter(new CallerGuard(!login, problems), HeaderWriterFilter.class)
                .csrf(csrf ->
                        csrf.csrfTokenRepository(PageSecurity.csrfTokens())
                                .requireCsrfProtectionMatcher(changesFromPage()))
                .requestCache(cache -> cache.disable())
                .sessionManagement(each -> each.addSessionAuthenticationStrategy(sessions))
                .exceptionHandling(faults ->
                        faults.authenticationEntryPoint(entryPoint(!access.users().isEmpty()))
                                .accessDeniedHandler(denied()));
        if (!login) {
            return http.authorizeHttpRequests(calls -> calls.anyRequest().permitAll()).build();
        }
        if (!access.tokens().isEmpty()) {
            http.addFilterBefore(
                    new BearerTokens(access.tokens(), problems, meters),
                    BasicAuthenticationFilter.class);
        }
        if (!access.users().isEmpty()) {
            http.httpBasic(
                    basic -> basic.authenticationEntryPoint(entryPoint(!access.users().isEmpty())));
            PageSecurity.login(http);
        }
        if (AccessCheck.hasProvider(binder)) {
            http.oauth2Login(provider ->
                    provider.userInfoEndpoint(
                            user -> user.userAuthoritiesMapper(new ProviderRoles(access.oidc()))));
        }
        return http.authorizeHttpRequests(SecurityConfiguration::rules).build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(policy -> {})
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), microphone=(), geolocation=()"));
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
                    calls) {
        calls.requestMatchers("/actuator/health/**", "/v3/api-docs/**", "/error")
                .permitAll()
                .requestMatchers(PageSecurity.LOGIN, "/assets/**")
                .permitAll()
                .requestMatchers(HttpMethod.POST, UPLOADS, UPLOADS + "/*/cancel", "/upload/cancel")
                .hasRole(Role.PUBLISHER)
                .requestMatchers(SecurityConfiguration::isReading)
                .hasRole(Role.VIEWER)
                .anyRequest()
                .hasRole(Role.OPERATOR);
    }

    private static boolean isReading(HttpServletRequest request) {
        return READING.contains(request.getMethod());
    }

    /**
     * A browser sends its session by itself; who sends credentials with each call means it. Forms
     * are of the pages alone.
     */
    private static RequestMatcher changesFromPage() {
        return request ->
                !isReading(request)
                        && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                        && (request.getRequestedSessionId() != null
                                || PageSecurity.isUnderPages(request));
    }

    private AuthenticationEntryPoint entryPoint(boolean users) {
        return (request, response, fault) -> {
            if (users && PageSecurity.isPage(request) && isReading(request)) {
                response.sendRedirect(request.getContextPath() + PageSecurity.LOGIN);
            } else if (fault instanceof LockedException) {
                response.setHeader(
                        HttpHeaders.RETRY_AFTER, String.valueOf(LoginLimit.WINDOW.toSeconds()));
                problems.write(
                        response,
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many logins failed; try again later.");
            } else if (fault instanceof AuthenticationServiceException) {
                response.setHeader(HttpHeaders.RETRY_AFTER, BUSY_SECONDS);
                problems.write(
                        response,
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Too many logins wait to be checked; try again later.");
            } else {
                problems.unauthenticated(
                        request, response, "Log in as a user, or send a token that is known.");
            }
        };
    }

    private AccessDeniedHandler denied() {
        return (request, response, fault) -> {
            if (PageSecurity.isPage(request)) {
                response.sendError(HttpStatus.FORBIDDEN.value());
            } else {
                problems.write(
                        response,
                        HttpStatus.FORBIDDEN,
                        fault instanceof CsrfException
                                ? "This is a form of the gateway's pages; programs call /api/v1, with a login or token in each call."
                                : "Your role does not allow this.");
            }
        };
    }
}
