package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Talks to the simulator as a worker did long ago, so that it stands where a journal says. */
final class FrozenPanopto implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>(.+)</UploadId>");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;
    private final String token;

    FrozenPanopto(URI panopto) throws IOException, InterruptedException {
        api = panopto.resolve("/Panopto/PublicAPI/REST/");
        String client =
                Base64.getEncoder().encodeToString("demo-client:demo-secret".getBytes(UTF_8));
        HttpRequest login =
                HttpRequest.newBuilder(panopto.resolve("/Panopto/oauth2/connect/token"))
                        .header("Authorization", "Basic " + client)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "grant_type=password&scope=api"
                                                + "&username=demo-user&password=demo-password"))
                        .build();
        token = JSON.readTree(send(login).body()).get("access_token").asString();
    }

    /** An open upload, as Panopto shows it. */
    record Open(String noun, ObjectNode shown) {
        String id() {
            return shown.get("ID").asString();
        }

        URI object(String name) {
            return URI.create(shown.get("UploadTarget").asString() + "/" + name);
        }
    }

    /**
     * Opens an upload.
     *
     * @param session that gets a stream; null for a session of its own
     */
    Open open(@Nullable String session) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        String noun = session == null ? "sessionUpload" : "upload";
        if (session == null) {
            body.put("FolderId", TestEnvironment.FOLDER);
        } else {
            body.put("SessionID", session).put("StreamType", 1);
        }
        return new Open(noun, call(noun, "POST", body));
    }

    void finalise(Open upload) throws IOException, InterruptedException {
        ObjectNode _ =
                call(
                        upload.noun() + "/" + upload.id(),
                        "PUT",
                        upload.shown().deepCopy().put("State", 1));
    }

    JsonNode get(Open upload) throws IOException, InterruptedException {
        return call(upload.noun() + "/" + upload.id(), "GET", null);
    }

    private ObjectNode call(String path, String method, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.toString());
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, publisher)
                        .build();
        return JSON.readTree(send(request).body()).asObject();
    }

    /** Returns the id of the multipart upload. */
    String begin(URI object) throws IOException, InterruptedException {
        String xml =
                send(HttpRequest.newBuilder(URI.create(object + "?uploads"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .body();
        Matcher id = UPLOAD_ID.matcher(xml);
        if (!id.find()) {
            throw new IOException("no upload id in " + xml);
        }
        return id.group(1);
    }

    /** Returns the part's ETag. */
    String part(URI object, String multipart, int number, byte[] bytes)
            throws IOException, InterruptedException {
        URI part = URI.create("%s?partNumber=%d&uploadId=%s".formatted(object, number, multipart));
        return send(HttpRequest.newBuilder(part)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    /** Sends a small object whole. */
    void object(URI object, byte[] bytes) throws IOException, InterruptedException {
        String multipart = begin(object);
        String etag = part(object, multipart, 1, bytes);
        String parts =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                        .formatted(etag.replace("\"", "&quot;"));
        HttpResponse<String> _ =
                send(
                        HttpRequest.newBuilder(URI.create(object + "?uploadId=" + multipart))
                                .POST(HttpRequest.BodyPublishers.ofString(parts))
                                .build());
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (!List.of(200, 201).contains(response.statusCode())) {
            throw new IOException(
                    "%s %s: %d %s"
                            .formatted(
                                    request.method(),
                                    request.uri(),
                                    response.statusCode(),
                                    response.body()));
        }
        return response;
    }

    @Override
    public void close() {
        http.close();
    }
}
