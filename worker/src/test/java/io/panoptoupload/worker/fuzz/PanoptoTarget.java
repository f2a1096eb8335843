package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.panopto.RateBudget;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** Panopto's REST API, or its token server. */
final class PanoptoTarget implements FuzzTarget {
    private static final String GUID = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final List<String> JSON =
            List.of("Content-Type: application/json; charset=utf-8", "Retry-After: 1");
    private static final String TOKEN =
            "{\"access_token\":\"abc.def.ghi\",\"expires_in\":3600,\"token_type\":\"Bearer\",\"scope\":\"api\"}";
    private static final String UPLOAD =
            """
            {"ID":"u1","FolderId":"%s","SessionId":"%s","State":3,"MessageID":3,"Message":"all well",
             "UploadTarget":"https://up.example/Panopto/Upload/%s","Later":{"ratio":1.10}}\
            """
                    .formatted(GUID, GUID, GUID);
    private static final String SESSION =
            """
            {"Id":"%s","Name":"Algorithms","Duration":3600.5,"Urls":{"ViewerUrl":"https://uni.example/v",
             "EmbedUrl":"https://uni.example/e"},"Access":"Public","StartTime":"2026-11-23T09:00:00Z"}\
            """
                    .formatted(GUID);
    private static final String SESSIONS = "{\"Results\":[" + SESSION + "],\"TotalNumber\":1}";
    private static final String FOLDER_SHOWN =
            "{\"Id\":\"%s\",\"Name\":\"Lectures\",\"Description\":null}".formatted(GUID);
    private static final String ERROR = "{\"Error\":{\"Message\":\"no\",\"Code\":7}}";

    private final boolean tokens;
    private final Random random;
    private final MutatingServer server;
    private final PanoptoSettings settings;
    private final PanoptoHttp http;
    private byte[] response = new byte[0];

    PanoptoTarget(boolean tokens, Random random) throws IOException {
        this.tokens = tokens;
        this.random = random;
        server = new MutatingServer(null, PanoptoTarget::right);
        settings =
                new PanoptoSettings(
                        URI.create("http://127.0.0.1:" + server.port()),
                        new OAuth(
                                "client",
                                "s3cret-client",
                                new OAuth.Password("lecturer", "s3cret-password")),
                        new RateBudget(1000, 10_000, 10_000, 1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        new RetryLimits(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                        PanoptoSettings.BREAKER_CALLS);
        http = new PanoptoHttp(settings, null);
    }

    private static String right(String head) {
        if (head.contains("/oauth2/")) {
            return MutatingServer.response("200 OK", JSON, TOKEN);
        }
        return MutatingServer.response("200 OK", JSON, body(head));
    }

    private static String body(String head) {
        if (head.contains("/folders/") && head.contains("/sessions")) {
            return SESSIONS;
        }
        if (head.contains("/folders/")) {
            return FOLDER_SHOWN;
        }
        return head.contains("/sessions/") ? SESSION : UPLOAD;
    }

    /** With a client of its own, since the last one may have found that Panopto is down. */
    @Override
    public void read(Mutation mutation) throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.system();
        try (AccessTokens access = new AccessTokens(settings, http, meters, clock)) {
            Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
            response = mutation.ofResponse(expected(operation));
            server.alter(tokens ? 0 : 1, response);
            PanoptoClient client =
                    new PanoptoClient(settings, http, access, meters, _ -> {}, clock);
            call(client, operation);
        } finally {
            meters.close();
        }
    }

    private String expected(Operation operation) {
        if (random.nextInt(5) == 0) {
            String status =
                    List.of("401 No", "403 No", "404 No", "409 No", "429 No", "500 No")
                            .get(random.nextInt(6));
            return MutatingServer.response(status, JSON, ERROR);
        }
        String body = tokens ? TOKEN : operation.body;
        return MutatingServer.response("200 OK", JSON, body);
    }

    /** What is asked of Panopto, and what it says. */
    private enum Operation {
        CREATE(UPLOAD),
        GET(UPLOAD),
        FINALISE(UPLOAD),
        CANCEL(UPLOAD),
        LIST(SESSIONS),
        SET_ACCESS(SESSION),
        DETAILS(SESSION),
        FOLDER(FOLDER_SHOWN),
        ADDED(UPLOAD);

        private final String body;

        Operation(String body) {
            this.body = body;
        }
    }

    private static void call(PanoptoClient client, Operation operation) {
        switch (operation) {
            case CREATE -> {
                var _ = client.createUpload(GUID);
            }
            case GET -> {
                var _ = client.getUpload("u1");
            }
            case FINALISE -> {
                var _ = client.finalise(client.getUpload("u1").orElseThrow(PanoptoTarget::none));
            }
            case CANCEL -> {
                var _ = client.cancelUpload("u1");
            }
            case LIST -> {
                var _ = client.sessionsIn(GUID);
            }
            case SET_ACCESS -> client.setAccess(GUID, Access.PUBLIC);
            case DETAILS -> {
                var _ = client.details(GUID);
            }
            case FOLDER -> {
                var _ = client.folderName(GUID);
            }
            case ADDED -> {
                var _ = client.ofAddedStreams().getUpload("u1");
            }
        }
    }

    /** That there is none is an answer as well. */
    private static RuntimeException none() {
        return new PermanentFault(ErrorCode.UPLOAD_EXPIRED, "there is none");
    }

    @Override
    public String input() {
        return new String(response, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        http.close();
        server.close();
    }
}
