package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without script: keeps cookies, follows redirects and sends forms. */
final class Visitor implements AutoCloseable {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final GatewayProcess gateway;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.ALWAYS)
                    .build();

    Visitor(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a form as it is given. */
    HttpResponse<String> post(String path, String form, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Follows a page's form with one button. */
    HttpResponse<String> submit(String path, String button)
            throws IOException, InterruptedException {
        String page = get(path).body();
        assertThat(page).contains(button);
        return post(path, csrf(page));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.at(path)).header("Accept", "text/html");
    }

    /** The field of a page's form that proves where it is from. */
    static String csrf(String page) {
        Matcher token = CSRF.matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return "_csrf=" + URLEncoder.encode(token.group(1), UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
