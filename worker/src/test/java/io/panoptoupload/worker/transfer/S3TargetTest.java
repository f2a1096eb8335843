package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

class S3TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://uni.panopto.com/Panopto/Upload/8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c/"
            })
    void anUploadTargetIsEndpointBucketAndPrefix(String uploadTarget) {
        S3Target target = S3Target.of(URI.create(uploadTarget));

        assertThat(target.endpoint()).isEqualTo(URI.create("https://uni.panopto.com/Panopto"));
        assertThat(target.bucket()).isEqualTo("Upload");
        assertThat(target.key("00-camera.mp4")).isEqualTo("8b0c/00-camera.mp4");
        assertThat(target.toString()).doesNotContain("8b0c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://uni.panopto.com/8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c?signature=8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c#8b0c",
                "https://no_host:99999999999/Panopto/Upload/8b0c",
                "https://8b0c@uni.panopto.com:x/Panopto/Upload/8b0c",
                "ftp://h/a/b",
                "/Upload/8b0c"
            })
    void anythingElseIsRefusedWithoutBeingShown(String uploadTarget) {
        assertThatThrownBy(() -> S3Target.of(URI.create(uploadTarget)))
                .isInstanceOf(TransientFault.class)
                .hasMessageNotContaining("8b0c");
    }
}
