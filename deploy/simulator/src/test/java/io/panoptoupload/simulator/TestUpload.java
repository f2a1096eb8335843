package io.panoptoupload.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One upload as a client goes about it. */
final class TestUpload {
    static final int MIB = 1024 * 1024;

    private final Client client;
    private final JsonNode created;

    TestUpload(Client client, JsonNode created) {
        this.client = client;
        this.created = created;
    }

    String id() {
        return created.path("ID").asString();
    }

    JsonNode created() {
        return created;
    }

    String target() {
        return created.path("UploadTarget").asString();
    }

    Reply createMultipart(String name) {
        return client.send("POST", target() + "/" + name + "?uploads", Map.of(), "");
    }

    Reply putPart(String name, String uploadId, int number, byte[] bytes) {
        return client.send("PUT", partAddress(name, uploadId, number), Map.of(), bytes);
    }

    String partAddress(String name, String uploadId, int number) {
        return target() + "/" + name + "?partNumber=" + number + "&uploadId=" + uploadId;
    }

    Reply complete(String name, String uploadId, List<String> etags) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < etags.size(); i++) {
            parts.add(new Part(i + 1, etags.get(i)));
        }
        return completeWith(name, uploadId, parts);
    }

    record Part(int number, String etag) {}

    Reply completeWith(String name, String uploadId, List<Part> parts) {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (Part part : parts) {
            xml.append("<Part><PartNumber>%d</PartNumber>".formatted(part.number()))
                    .append("<ETag>%s</ETag></Part>".formatted(Xml.escape(part.etag())));
        }
        xml.append("</CompleteMultipartUpload>");
        return client.send(
                "POST",
                target() + "/" + name + "?uploadId=" + uploadId,
                Map.of("Content-Type", "application/xml"),
                xml.toString());
    }

    /** Begins an object and sends these parts of it. */
    Sent sendParts(String name, List<byte[]> parts) {
        String uploadId = createMultipart(name).expect(200).element("UploadId");
        List<String> etags = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            etags.add(putPart(name, uploadId, i + 1, parts.get(i)).expect(200).header("ETag"));
        }
        return new Sent(uploadId, etags);
    }

    record Sent(String uploadId, List<String> etags) {}

    /** Uploads a whole object in parts. */
    TestUpload file(String name, byte[]... parts) {
        Sent sent = sendParts(name, List.of(parts));
        complete(name, sent.uploadId(), sent.etags()).expect(200);
        return this;
    }

    TestUpload file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole object back, with another state. */
    String asState(int state) {
        ObjectNode whole = (ObjectNode) created.deepCopy();
        return whole.put("State", state).toString();
    }

    Reply finalise() {
        return client.rest("PUT", "sessionUpload/" + id(), asState(1));
    }

    Reply get() {
        return client.getUpload(id());
    }

    Reply delete() {
        return client.rest("DELETE", "sessionUpload/" + id(), "");
    }

    int state() {
        return get().expect(200).json().path("State").asInt();
    }
}
