package io.panoptoupload.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came back. */
record Reply(HttpResponse<String> response) {
    int status() {
        return response.statusCode();
    }

    String body() {
        return response.body();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(body());
    }

    /** The text of an element that occurs once. */
    String element(String name) {
        Matcher matcher = Pattern.compile("<" + name + ">(.*?)</" + name + ">").matcher(body());
        return matcher.find() ? matcher.group(1) : "";
    }

    Reply expect(int status) {
        if (status() != status) {
            throw new AssertionError("expected " + status + ", got " + status() + ": " + body());
        }
        return this;
    }
}
