package io.panoptoupload.gateway.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.request.ContentDigest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Authenticates machines by the token that they send as {@code Authorization: Bearer}. */
final class BearerTokens extends OncePerRequestFilter {
    private static final String SCHEME = "bearer ";
    private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

    private final List<Known> tokens;
    private final ProblemWriter problems;
    private final LoginMeters meters;

    private record Known(String sha256, Authentication authentication) {}

    BearerTokens(
            Map<String, AccessProperties.Token> tokens,
            ProblemWriter problems,
            LoginMeters meters) {
        this.tokens =
                tokens.entrySet().stream()
                        .map(each ->
                                new Known(
                                        Objects.requireNonNull(each.getValue().sha256())
                                                .toLowerCase(Locale.ROOT),
                                        UsernamePasswordAuthenticationToken.authenticated(
                                                "token:" + each.getKey(),
                                                null,
                                                Role.authorities(each.getValue().roles()))))
                        .toList();
        this.problems = problems;
        this.meters = meters;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Authentication> known = known(header.substring(SCHEME.length()).strip());
        if (known.isEmpty()) {
            meters.unknownToken();
            log.warn("an unknown token was sent from {}", request.getRemoteAddr());
            problems.unauthenticated(request, response, "This token is not known.");
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(known.get());
        SecurityContextHolder.setContext(context);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    /** Compares with all of them, so that the time says nothing. */
    private Optional<Authentication> known(String token) {
        byte[] sha256 = sha256(token).getBytes(US_ASCII);
        Optional<Authentication> found = Optional.empty();
        for (Known each : tokens) {
            if (MessageDigest.isEqual(each.sha256().getBytes(US_ASCII), sha256)) {
                found = Optional.of(each.authentication());
            }
        }
        return found;
    }

    private static String sha256(String token) {
        return HexFormat.of().formatHex(ContentDigest.sha256().digest(token.getBytes(UTF_8)));
    }
}
