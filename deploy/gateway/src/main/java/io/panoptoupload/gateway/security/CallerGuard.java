package io.panoptoupload.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps other sites' pages from using the browser of somebody who may: whatever changes anything
 * has to come from the gateway's own pages, or from no browser. Where nobody logs in, the name
 * under which the gateway is called has to be this machine's, since a foreign name may be made to
 * lead here (DNS rebinding).
 */
final class CallerGuard extends OncePerRequestFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|::1");

    private final boolean local;
    private final ProblemWriter problems;

    /**
     * @param local whether nobody logs in
     */
    CallerGuard(boolean local, ProblemWriter problems) {
        this.local = local;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (local && !LOOPBACK.matcher(host).matches()) {
            problems.write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "The gateway is called by a name that is not this machine's; use localhost, or configure gateway.users.* or gateway.tokens.*");
        } else if (!READING.contains(request.getMethod()) && isOfOtherSite(request)) {
            problems.write(
                    response, HttpStatus.FORBIDDEN, "This call comes from a page of another site.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isOfOtherSite(HttpServletRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !OWN_SITES.contains(site);
        }
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !isOwn(origin, request);
    }

    private static boolean isOwn(String origin, HttpServletRequest request) {
        try {
            URI page = URI.create(origin);
            int port =
                    page.getPort() >= 0
                            ? page.getPort()
                            : "https".equals(page.getScheme()) ? 443 : 80;
            return request.getServerName().equalsIgnoreCase(page.getHost())
                    && port == request.getServerPort();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
