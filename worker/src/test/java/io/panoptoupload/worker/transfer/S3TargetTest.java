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
    void an_upload_target_is_endpoint_bucket_and_prefix(String uploadTarget) {
        S3Target target = S3Target.of(URI.create(uploadTarget));

        assertThat(target.endpoint()).isEqualTo(URI.create("https://uni.panopto.com/Panopto"));
        assertThat(target.bucket()).isEqualTo("Upload");
        assertThat(target.key("00-camera.mp4")).isEqualTo("8b0c/00-camera.mp4");
        assertThat(target.toString()).doesNotContain("8b0c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/Panopto/Upload/8b0c",
                "http://127.0.0.1:8080/Panopto/Upload/8b0c",
                "http://[::1]:8080/Panopto/Upload/8b0c",
                "https://10.0.0.1/Panopto/Upload/8b0c",
                "HTTPS://uni.panopto.com/Pan%20opto/Upload/8b0c"
            })
    void it_may_lie_on_this_machine_or_in_a_private_network(String uploadTarget) {
        assertThat(S3Target.of(URI.create(uploadTarget)).key("x")).isEqualTo("8b0c/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://uni.panopto.com/8b0c",
                "https://uni.panopto.com:0/Panopto/Upload/8b0c",
                "https://uni.panopto.com:65536/Panopto/Upload/8b0c",
                "http://uni.panopto.com/Panopto/Upload/8b0c",
                "http://10.0.0.1/Panopto/Upload/8b0c",
                "http://localhost.evil.example/Panopto/Upload/8b0c",
                "https://user:8b0c@uni.panopto.com/Panopto/Upload/8b0c",
                "https://uni.panopto.com/Panopto/../Upload/8b0c",
                "https://uni.panopto.com/Panopto/./Upload/8b0c",
                "https://uni.panopto.com/Panopto/%2e%2E/Upload/8b0c",
                "https://uni.panopto.com/Panopto/.%2e/Upload/8b0c",
                "https://uni.panopto.com/Panopto/%252e%252e/Upload/8b0c",
                "https://uni.panopto.com/Panopto/..;8b0c/Upload/8b0c",
                "https://uni.panopto.com/Panopto/..%2f8b0c/Upload/8b0c",
                "https://uni.panopto.com/Panopto/%5c8b0c/Upload/8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c/..",
                "https://uni.panopto.com/Panopto/Upload/..",
                "https://uni.panopto.com/Panopto/../8b0c",
                "https://uni.panopto.com/Panopto/Upload/%38b0c",
                "https://169.254.169.254/Panopto/Upload/8b0c",
                "https://168.63.129.16/Panopto/Upload/8b0c",
                "https://[fe80::1]/Panopto/Upload/8b0c",
                "https://[fe80::1%25eth0]/Panopto/Upload/8b0c",
                "https://[fd00:ec2::254]/Panopto/Upload/8b0c",
                "https://[::ffff:169.254.169.254]/Panopto/Upload/8b0c",
                "https://[64:ff9b::169.254.169.254]/Panopto/Upload/8b0c",
                "https://2852039166/Panopto/Upload/8b0c",
                "https://0xa9fea9fe/Panopto/Upload/8b0c",
                "file:///Panopto/Upload/8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c?signature=8b0c",
                "https://uni.panopto.com/Panopto/Upload/8b0c#8b0c",
                "https://no_host:99999999999/Panopto/Upload/8b0c",
                "https://8b0c@uni.panopto.com:x/Panopto/Upload/8b0c",
                "ftp://h/a/b",
                "/Upload/8b0c"
            })
    void anything_else_is_refused_without_being_shown(String uploadTarget) {
        assertThatThrownBy(() -> S3Target.of(URI.create(uploadTarget)))
                .isInstanceOf(TransientFault.class)
                .hasMessageNotContaining("8b0c");
    }
}
