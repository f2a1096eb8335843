package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.SettableClock;
import io.panoptoupload.worker.fault.RetryLimits;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Panopto of stubs, and a client for it with short waits and a clock that stands still. */
final class Site implements AutoCloseable {
    static final String TOKEN = "/Panopto/oauth2/connect/token";
    static final String UPLOADS = "/Panopto/PublicAPI/REST/sessionUpload";
    static final String UPLOAD = UPLOADS + "/u1";
    static final String GUID = "77777777-aaaa-bbbb-cccc-000000000001";

    final WireMockServer server =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    final SettableClock clock = new SettableClock();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> retried = new CopyOnWriteArrayList<>();
    final PanoptoHttp http;
    final AccessTokens tokens;
    final PanoptoClient client;

    Site() {
        this(new RateBudget(1000, 10_000, 10_000, 1));
    }

    Site(RateBudget rate) {
        this(new OAuth.Password("lecturer", "p4ssw0rd"), rate);
    }

    Site(OAuth.Grant grant, RateBudget rate) {
        server.start();
        PanoptoSettings settings =
                new PanoptoSettings(
                        URI.create(server.baseUrl()),
                        new OAuth("client", "s3cr3t", grant),
                        rate,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        new RetryLimits(3, Duration.ofMillis(1), Duration.ofSeconds(2)),
                        PanoptoSettings.BREAKER_CALLS);
        http = new PanoptoHttp(settings, null);
        tokens = new AccessTokens(settings, http, meters, clock);
        client = new PanoptoClient(settings, http, tokens, meters, retried::add, clock);
        respondWithTokens("first", "second", "third");
    }

    /** One after the other; the last for ever. */
    void respondWithTokens(String... values) {
        String state = Scenario.STARTED;
        for (int i = 0; i < values.length; i++) {
            String next = i == values.length - 1 ? state : "token " + (i + 1);
            server.stubFor(
                    post(urlPathEqualTo(TOKEN))
                            .inScenario("tokens")
                            .whenScenarioStateIs(state)
                            .willSetStateTo(next)
                            .willReturn(
                                    okJson(
                                            "{\"access_token\":\"%s\",\"expires_in\":3600}"
                                                    .formatted(values[i]))));
            state = next;
        }
    }

    void respondWithToken(int status, String body) {
        server.stubFor(post(urlPathEqualTo(TOKEN)).willReturn(json(status, body)));
    }

    /** So many responses in a row; the last for ever. */
    void respond(RequestMethod method, String path, ResponseDefinitionBuilder... responses) {
        String state = Scenario.STARTED;
        for (int i = 0; i < responses.length; i++) {
            String next = i == responses.length - 1 ? state : "call " + (i + 1);
            server.stubFor(
                    request(method.getName(), urlPathEqualTo(path))
                            .inScenario(method + " " + path)
                            .whenScenarioStateIs(state)
                            .willSetStateTo(next)
                            .willReturn(responses[i]));
            state = next;
        }
    }

    List<LoggedRequest> requests(RequestMethod method, String path) {
        return server.findAll(anyRequestedFor(urlPathEqualTo(path))).stream()
                .filter(request -> request.getMethod().equals(method))
                .toList();
    }

    int allRequests() {
        return server.findAll(anyRequestedFor(anyUrl())).size();
    }

    static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body);
    }

    /** Panopto's own. */
    static ResponseDefinitionBuilder refusal(int status) {
        return json(status, "{\"Message\":\"Not possible.\"}");
    }

    static ResponseDefinitionBuilder page(int status) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody("<html><body>Oops</body></html>");
    }

    static ResponseDefinitionBuilder upload(int status, String state) {
        return json(
                status,
                """
                {"ID":"u1","FolderId":"f1","SessionId":null,
                 "UploadTarget":"https://up.example/Panopto/Upload/%s",
                 "State":%s,"MessageID":3,"Message":"all well","Later":{"ratio":1.10,"list":["ü"]}}
                """
                        .formatted(GUID, state));
    }

    @Override
    public void close() {
        http.close();
        server.stop();
    }
}
