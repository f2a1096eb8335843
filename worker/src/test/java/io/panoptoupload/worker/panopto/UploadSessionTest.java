package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class UploadSessionTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** It ends up in events, logs and the journal. */
    @Test
    void what_panopto_says_of_an_upload_is_passed_on_without_what_opens_doors() {
        ObjectNode shown =
                JSON.createObjectNode()
                        .put("ID", "u1")
                        .put("State", 5)
                        .put(
                                "Message",
                                "cannot read https://up.example/Panopto/Upload/s3cret-target?sig=s3cret-query"
                                        + " with Bearer s3cret-token; "
                                        + "x".repeat(5000));
        UploadSession session = UploadSession.of(shown).orElseThrow();
        assertThat(session.message())
                .startsWith("cannot read https://up.example/Panopto/Upload/…")
                .doesNotContain("s3cret")
                .hasSizeLessThan(1100);
    }

    @Test
    void nothing_said_is_nothing_passed_on() {
        ObjectNode shown =
                JSON.createObjectNode().put("ID", "u1").put("State", 3).put("Message", " ");
        assertThat(UploadSession.of(shown).orElseThrow().message()).isNull();
    }
}
