package io.panoptoupload.worker.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people put into the address bar of a browser. Each name that is taken is the one that
 * Chromium 156 makes of it.
 */
class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "media.uni.example,         media.uni.example",
        "MEDIA.Uni.Example,         media.uni.example",
        "media.uni.example.,        media.uni.example",
        "localhost,                 localhost",
        "-odd-.example,             -odd-.example",
        "3com.example,              3com.example",
        "bücher.example,            xn--bcher-kva.example",
        "BÜCHER.example,            xn--bcher-kva.example",
        "bu\u0308cher.example,      xn--bcher-kva.example",
        "bücher。example．,           xn--bcher-kva.example",
        "xn--bcher-kva.example,     xn--bcher-kva.example",
        "ｍｅｄｉａ.example,          media.example",
        "😀.example,                 xn--e28h.example",
        "🦄.example,                 xn--3s9h.example",
        "例え.テスト,                 xn--r8jz45g.xn--zckzah",
        "a\u0130b.example,          xn--aib-9dc.example",
        "a\u0131b.example,          xn--ab-hpa.example",
        "a\u0345\u0300b.example,    xn--ab-oot.example",
        "a\u04C0b.example,          xn--ab-uyc.example",
        "a\u10A0b.example,          xn--ab-r51a.example",
        "a\u13A0b.example,          xn--ab-y8l.example",
        "a\uAB80b.example,          xn--ab-cbm.example",
        "a\u1C80b.example,          xn--ab-elc.example",
        "a\u1CA0b.example,          xn--ab-mjk.example",
        "a\u1D38b.example,          alb.example",
        "a\u2102b.example,          acb.example",
        "a\u2132b.example,          xn--ab-4tu.example",
        "a\u2183b.example,          xn--ab-ryu.example",
        "a\u2C00b.example,          xn--ab-xn1a.example",
        "a\uA640b.example,          xn--ab-f67h.example",
        "a\u1160\u3164b.example,    ab.example",
        "a\u180F\u2064b.example,    ab.example",
        "a\u00AD\uFE0Fb.example,    ab.example",
        "a\uDB40\uDD00b.example,    ab.example",
        "127.0.0.1,                 127.0.0.1",
        "127.0.0.1.,                127.0.0.1",
        "１２７.０.０.１,              127.0.0.1",
        "[::1],                     [::1]",
        "[0:0:0:0:0:0:0:1],         [::1]",
        "[2001:DB8:0:0:0:0:0:7],    [2001:db8::7]",
        "[2001:db8::7],             [2001:db8::7]",
        "[::ffff:192.0.2.1],        192.0.2.1",
        "[::192.0.2.1],             [::c000:201]"
    })
    void a_host_has_one_form(String host, String canonical) {
        assertThat(HostName.canonical(host)).isEqualTo(canonical);
        assertThat(HostName.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "2130706433,               four decimal numbers",
        "0x7f000001,               four decimal numbers",
        "0x7f.1,                   four decimal numbers",
        "0177.0.0.1,               four decimal numbers",
        "127.1,                    four decimal numbers",
        "127.0.0.01,               four decimal numbers",
        "256.0.0.1,                four decimal numbers",
        "1.2.3.4.5,                four decimal numbers",
        "media.example.7,          four decimal numbers",
        "media.example.0x,         four decimal numbers",
        "０ｘ７ｆ.１,                four decimal numbers",
        "faß.example,              'ß, ς'",
        "βόλος.example,            'ß, ς'",
        "a\u200Db.example,         'a joiner'",
        "a\u1E9Eb.example,          'ß, ς'",
        "\u03F2.example,           'ß, ς'",
        // In plane 5, in which Unicode has assigned nothing and plans nothing.
        "\uD900\uDC00.example,     'a very new one'",
        "a..b,                     an empty part",
        ".example,                 an empty part",
        "a.example..,              an empty part",
        "%6dedia.example,          percent-encoded",
        "a!b.example,              characters that no host's name has",
        "*.example,                characters that no host's name has",
        "media_1.uni.example,      an underscore",
        "a b.example,              characters that no host's name has",
        "[fe80::1%25eth0],         a zone",
        "[fe80::1%1],              a zone",
        "[::g],                    no IPv6 address",
        "[127.0.0.1],              no IPv6 address",
        "[::1,                     no IPv6 address"
    })
    void or_is_refused_with_what_is_wrong(String host, String why) {
        assertThatThrownBy(() -> HostName.canonical(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("its host ")
                .hasMessageContaining(why);
    }

    @Test
    void a_name_has_its_limits() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));

        assertThat(HostName.canonical(longest + ".")).isEqualTo(longest);
        assertThatThrownBy(() -> HostName.canonical(longest + "a"))
                .hasMessageContaining("253 characters");
        assertThatThrownBy(() -> HostName.canonical(label + "a.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("its host ");
    }

    @ParameterizedTest
    @CsvSource({
        "*.Bücher.example., *.xn--bcher-kva.example",
        "10.0.0.*,          10.0.0.*",
        "*,                 *",
        "lt*.uni.example,   lt*.uni.example"
    })
    void a_glob_has_one_form_too(String glob, String canonical) {
        assertThat(HostName.canonicalGlob(glob)).isEqualTo(canonical);
    }
}
