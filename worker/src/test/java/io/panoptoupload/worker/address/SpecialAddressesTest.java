package io.panoptoupload.worker.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;

class SpecialAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "193.99.144.80",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "2001:200::1",
                "2a00:1450:4001:82f::200e",
                "2606:4700::1",
                "2a00::200:5efe:8.8.8.8"
            })
    void the_internets_addresses_are_public(String address) {
        assertThat(SpecialAddresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "64:ff9b:1:7f00:0:100::",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:0:808:808::80ff:fefe",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::1",
                "2a00:1450::5efe:127.0.0.1",
                "2a00:1450::200:5efe:10.0.0.1",
                "3fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fe80::5efe:8.8.8.8",
                "fec0::1",
                "ff02::1"
            })
    void all_others_are_not(String address) {
        assertThat(SpecialAddresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    /** Java makes an IPv4 address of it wherever it can; not here. */
    @Test
    void an_ipv4_mapped_address_that_stayed_one_of_ipv6_is_not_public() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xFF;
        mapped[12] = 8;

        assertThat(SpecialAddresses.isPublic(Inet6Address.getByAddress("h", mapped, -1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.1.1",
                "169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:808:808::5601:5601",
                "2a00::5efe:169.254.169.254"
            })
    void link_local_and_metadata_addresses_are_known_in_all_their_forms(String address) {
        assertThat(SpecialAddresses.isLinkLocalOrMetadata(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "10.0.0.1", "127.0.0.1", "::1", "fd00::1", "2a00:1450::1"})
    void private_networks_are_neither(String address) {
        assertThat(SpecialAddresses.isLinkLocalOrMetadata(InetAddress.ofLiteral(address)))
                .isFalse();
    }
}
