package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class CheckRemediesTest {
    private static final String BUNDLE =
            "set: spring.ssl.bundle.pem.campus.truststore.certificate=file:/etc/ssl/certs/ca-certificates.crt";

    private final Map<String, Object> properties = new HashMap<>(ConfigurationCheckTest.minimal());

    @Test
    void a_kafka_that_does_not_respond_may_be_elsewhere_or_want_other_credentials() {
        assertThat(CheckRemedies.kafka(new KafkaException(new TimeoutException())))
                .isEqualTo("set: spring.kafka.bootstrap-servers=kafka.uni.example:9092");
        assertThat(CheckRemedies.kafka(new SslAuthenticationException("PKIX")))
                .isEqualTo("set: spring.kafka.ssl.bundle=campus and " + BUNDLE);
        assertThat(CheckRemedies.kafka(new KafkaException(new SaslAuthenticationException("no"))))
                .startsWith("set: spring.kafka.properties.sasl.jaas.config=")
                .endsWith("required username=\"USER\" password=\"PASSWORD\";");
    }

    @Test
    void a_site_that_does_not_respond_may_be_elsewhere_or_not_be_trusted() {
        assertThat(site(unavailable("did not respond (ConnectException)")))
                .isEqualTo(
                        "did not respond (ConnectException); set: panopto.base-url=https://uni.hosted.panopto.com");
        assertThat(site(unavailable("did not respond (SSLHandshakeException: PKIX)")))
                .endsWith("; set: panopto.ssl-bundle=campus and " + BUNDLE);
    }

    @Test
    void credentials_that_are_refused_are_named_by_their_properties() {
        assertThat(site(refused("refused the client id or secret (invalid_client)")))
                .endsWith(
                        "; set: panopto.oauth.client-id=CLIENT_ID and set: panopto.oauth.client-secret=CLIENT_SECRET");
        assertThat(site(refused("refused user 'uploader' (invalid_grant)")))
                .endsWith("; set: panopto.oauth.password=PASSWORD");
        properties.put("panopto.oauth.grant", "client-credentials");
        assertThat(site(refused("refused the client (invalid_grant)")))
                .endsWith("; set: panopto.oauth.client-secret=CLIENT_SECRET");
        properties.put("panopto.oauth.grant", "refresh-token");
        properties.put("panopto.oauth.refresh-token-file", "/run/secrets/a token");
        assertThat(site(refused("refused the refresh token (invalid_grant)")))
                .endsWith("; run: printf %s REFRESH_TOKEN > '/run/secrets/a token'");
    }

    @Test
    void a_folder_that_is_denied_is_linked_to() {
        String id = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
        Fault denied = new PermanentFault(ErrorCode.PERMISSION_DENIED, "denied");
        assertThat(remedies().folder(denied, id))
                .endsWith(
                        ", at: https://uni.hosted.panopto.com/Panopto/Pages/Sessions/List.aspx#folderID=%22"
                                + id
                                + "%22");
        assertThat(remedies().folder(denied, "Algorithms"))
                .isEqualTo("denied; give the service account creator rights on the folder");
    }

    @Test
    void a_directory_is_one_word_of_its_command() {
        assertThat(CheckRemedies.root(Path.of("/srv/our captures")))
                .isEqualTo(
                        "run: sudo setfacl -R -m u:%s:rX '/srv/our captures'"
                                .formatted(System.getProperty("user.name")));
    }

    private String site(Fault fault) {
        return remedies().site(fault);
    }

    private CheckRemedies remedies() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new CheckRemedies(environment);
    }

    private static Fault unavailable(String message) {
        return new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, message, null);
    }

    private static Fault refused(String message) {
        return new PermanentFault(ErrorCode.AUTHENTICATION_FAILED, message);
    }
}
