package io.panoptoupload.worker.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** How the parts of a request to a server of tokens are written. */
public final class ClientRequest {
    private ClientRequest() {}

    /**
     * A value of {@code Authorization}. Its parts are not form-encoded before the Base64, as RFC
     * 6749 asks for: Panopto's own samples send id and secret raw.
     */
    public static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
    }

    /** Parameters as {@code application/x-www-form-urlencoded}. */
    public static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each ->
                        URLEncoder.encode(each.getKey(), UTF_8)
                                + "="
                                + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
