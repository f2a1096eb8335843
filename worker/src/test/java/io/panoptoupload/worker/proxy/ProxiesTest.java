package io.panoptoupload.worker.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

@Isolated("sets the proxies of the process")
class ProxiesTest {
    private static final URI PANOPTO = URI.create("https://uni.hosted.panopto.com/Panopto");

    private final ProxySelector usual = ProxySelector.getDefault();

    @AfterEach
    void restore() {
        ProxySelector.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"})
    void each_variable_names_the_proxy(String variable) {
        assertThat(to(PANOPTO, Map.of(variable, "http://proxy.uni.example:3128")))
                .contains(new ProxyServer("proxy.uni.example", 3128, null, null));
        assertThat(to(PANOPTO, Map.of(variable, "proxy.uni.example:3128"))).isPresent();
        assertThat(to(PANOPTO, Map.of("HTTP_PROXY", "http://proxy:3128"))).isEmpty();
        assertThat(to(PANOPTO, Map.of())).isEmpty();
    }

    @Test
    void a_login_is_decoded_and_not_shown() {
        ProxyServer proxy =
                to(PANOPTO, Map.of("HTTPS_PROXY", "http://us%40er:p%3Aa+ss@proxy:3128"))
                        .orElseThrow();

        assertThat(proxy.user()).isEqualTo("us@er");
        assertThat(proxy.password()).isEqualTo("p:a+ss");
        assertThat(proxy).hasToString("proxy:3128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uni.hosted.panopto.com  | true",
                "hosted.panopto.com      | true",
                ".hosted.panopto.com     | true",
                "*.panopto.com           | true",
                "UNI.hosted.Panopto.com. | true",
                "other, panopto.com      | true",
                "panopto.com:443         | true",
                "panopto.com:8443        | false",
                "topto.com               | false",
                "*                       | true",
                "10.0.0.0/8              | false",
                "uni.*                   | true",
                "*panopto.com            | true",
                "uni.*.panopto.com:443   | true",
                "uni.*.example           | false",
                "fd00::/8                | false",
                "''                      | false"
            })
    void hosts_that_go_directly(String entry, boolean directly) {
        assertThat(to(PANOPTO, Map.of("HTTPS_PROXY", "proxy:3128", "no_proxy", entry)).isEmpty())
                .isEqualTo(directly);
    }

    @ParameterizedTest
    @CsvSource({
        "https://10.1.2.3/x, 10.0.0.0/8, true",
        "https://11.1.2.3/x, 10.0.0.0/8, false",
        "https://10.1.2.3:9000/x, 10.1.2.3:9000, true",
        "https://10.1.2.3/x, 10.1.*, true",
        "https://10.1.2.3/x, 10.0.0.0/33, false",
        "https://10.1.2.3/x, ::/0, false",
        "https://[fd00::1]/x, fd00::1, true",
        "https://[fd00:0:0::1]/x, FD00::0001, true",
        "https://[fd00::1]/x, fd00::/8, true",
        "https://[fe00::1]/x, fd00::/8, false",
        "https://[fd00::1]/x, fd00::/129, false",
        "https://[fd00::1]/x, [fd00::1]:443, true",
        "https://localhost:8443/x, '', true",
        "https://127.0.0.1/x, '', true",
        "https://[::1]/x, '', true"
    })
    void addresses_and_this_machine(String url, String noProxy, boolean directly) {
        assertThat(
                        to(URI.create(url), Map.of("ALL_PROXY", "proxy:3128", "NO_PROXY", noProxy))
                                .isEmpty())
                .isEqualTo(directly);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://proxy:1080",
                "https://proxy:3128",
                "http://proxy",
                "http://s3cret:s3cret@:3128",
                "http://pro xy:s3cret"
            })
    void what_cannot_be_used_is_named_without_its_value(String value) {
        assertThat(Proxies.faults(Map.of("HTTPS_PROXY", value)::get))
                .singleElement()
                .satisfies(line ->
                        assertThat(line)
                                .startsWith("HTTPS_PROXY: ")
                                .contains("allowed: http://")
                                .doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret", "0", "65536", "-1"})
    void a_port_that_is_none_is_named(String value) {
        assertThat(Proxies.faults(Map.of("https.proxyPort", value)::get))
                .containsExactly("https.proxyPort: is no port; allowed: 1 to 65535");
        Properties properties = new Properties();
        properties.setProperty("https.proxyHost", "proxy");
        properties.setProperty("https.proxyPort", value);
        ProxySelector jvm =
                ProxySelector.of(java.net.InetSocketAddress.createUnresolved("proxy", 443));
        ProxySelector.setDefault(new Proxies(Map.of(), properties, jvm));

        assertThat(Proxies.to(PANOPTO)).contains(new ProxyServer("proxy", 443, null, null));
    }

    @Test
    void the_jvms_properties_come_first_and_may_hold_a_login() {
        Properties properties = new Properties();
        properties.setProperty("https.proxyHost", "jvm.uni.example");
        properties.setProperty("https.proxyPort", "8080");
        properties.setProperty("https.proxyUser", "user");
        properties.setProperty("https.proxyPassword", "password");
        ProxySelector jvm =
                ProxySelector.of(
                        java.net.InetSocketAddress.createUnresolved("jvm.uni.example", 8080));
        ProxySelector.setDefault(new Proxies(Map.of("HTTPS_PROXY", "proxy:3128"), properties, jvm));

        assertThat(Proxies.to(PANOPTO))
                .contains(new ProxyServer("jvm.uni.example", 8080, "user", "password"));
    }

    private static Optional<ProxyServer> to(URI address, Map<String, String> environment) {
        ProxySelector.setDefault(new Proxies(environment, new Properties(), null));
        return Proxies.to(address);
    }
}
