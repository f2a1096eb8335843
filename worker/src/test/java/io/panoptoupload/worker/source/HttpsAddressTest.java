package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;

class HttpsAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://H.example/x.mp4,              h.example,          443,  /x.mp4",
        "https://h.example,                    h.example,          443,  /",
        "https://h.example:/x,                 h.example,          443,  /x",
        "https://h.example:8443/x?sig=a%2Fb,   h.example,          8443, /x?sig=a%2Fb",
        "https://h.example?sig=1,              h.example,          443,  /?sig=1",
        "https://h.example/x#t=10,             h.example,          443,  /x",
        "https://h.example//a//b/%2e%2e/c,     h.example,          443,  //a//b/%2e%2e/c",
        "https://bücher.example/Größe/ü?q=é,   xn--bcher-kva.example, 443, /Gr%C3%B6%C3%9Fe/%C3%BC?q=%C3%A9",
        "https://[2001:DB8::7]:8443/x,         [2001:db8::7],      8443, /x"
    })
    void a_url_is_host_port_and_what_is_asked_for(
            String url, String host, int port, String target) {
        HttpsAddress address = HttpsAddress.of(URI.create(url));

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.path() + address.query()).isEqualTo(target);
        assertThat(HttpsAddress.of(address.uri())).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https:///x?s3cret,                    names no host",
        "https:x?s3cret,                       names no host",
        "https://:8443/x?s3cret,               names no host",
        "https://s3cret@h.example/x,           a user or password",
        "https://h_1.example/x?s3cret,         an underscore",
        "https://s3cret:s3cret@h_1.example/x,  a user or password",
        "https://h.example:0/x?s3cret,         its port",
        "https://h.example:65536/x?s3cret,     its port",
        "https://h.example:999999/x?s3cret,    its port",
        "https://h.example:8x/x?s3cret,        its port",
        "https://127.1/x?s3cret,               four decimal numbers",
        "https://[fe80::1%25en0]/x?s3cret,     a zone"
    })
    void what_is_wrong_is_said_without_quoting(String url, String why) {
        assertThatThrownBy(() -> HttpsAddress.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void its_text_leaves_the_query_out() {
        assertThat(HttpsAddress.of(URI.create("https://H.example:443/x?s3cret")))
                .hasToString("https://h.example/x");
    }
}
