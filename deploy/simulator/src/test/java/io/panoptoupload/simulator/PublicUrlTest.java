package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Browsers may reach the simulator at another address than its clients, as from outside a
 * container.
 */
class PublicUrlTest {
    private static final String PUBLIC = "http://watch.example:8080";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .processingDelay(Duration.ZERO)
                            .publicUrl(URI.create(PUBLIC)));

    private final Client client = simulator.client();

    @Test
    void pages_are_named_at_the_address_for_browsers() {
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        String id = upload.get().json().path("SessionId").asString();
        String folder = "/Panopto/api/v1/folders/" + Client.FOLDER;

        assertThat(urls(client.api("GET", "/Panopto/api/v1/sessions/" + id, "").json()))
                .contains(PUBLIC + "/Panopto/Pages/Viewer.aspx?id=" + id)
                .allMatch(url -> url.startsWith(PUBLIC + "/"));
        assertThat(urls(client.api("GET", folder, "").json()))
                .isNotEmpty()
                .allMatch(url -> url.startsWith(PUBLIC + "/"));
    }

    @Test
    void files_are_sent_where_the_client_asked() {
        assertThat(client.begin().target())
                .startsWith(simulator.simulator().httpUri() + "/Panopto/Upload/");
    }

    private static List<String> urls(JsonNode shown) {
        return shown.path("Urls")
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }
}
