package io.panoptoupload.worker.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses are not the internet's, after IANA's registries of special-purpose addresses and
 * what clouds keep for themselves. An address of IPv6 that carries one of IPv4 is judged by both.
 */
public final class SpecialAddresses {
    private static final List<AddressBlock> LINK_LOCAL = blocks("169.254.0.0/16", "fe80::/10");

    /** Where a cloud's machines ask for their identity and secrets. */
    private static final List<AddressBlock> METADATA =
            blocks(
                    "100.100.100.200/32",
                    "168.63.129.16/32",
                    "192.0.0.192/32",
                    "fd00:ec2::254/128",
                    "fd20:ce::254/128");

    private static final List<AddressBlock> SPECIAL_IPV4 =
            blocks(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8",
                    "100.64.0.0/10", // behind a carrier's NAT
                    "127.0.0.0/8",
                    "172.16.0.0/12",
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, broadcast

    /** All else is loopback, private, link-local, multicast, or not given out. */
    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");

    private static final List<AddressBlock> SPECIAL_GLOBAL_UNICAST =
            blocks(
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "3fff::/20"); // documentation

    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");

    /** Java reads it as IPv4 wherever it meets one. */
    private static final AddressBlock IPV4_MAPPED =
            new AddressBlock(BigInteger.valueOf(0xFFFF), 96, 16);

    /** Carry an IPv4 address in their last 32 bits. */
    private static final List<AddressBlock> ENDING_IN_IPV4 =
            List.of(
                    NAT64,
                    AddressBlock.of(
                            "64:ff9b:1::/48"), // NAT64 of one network; most use its last /96
                    AddressBlock.of("::/96"), // IPv4-compatible
                    IPV4_MAPPED,
                    AddressBlock.of("0:0:0:0:ffff:0::/96")); // IPv4-translated

    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
    private static final AddressBlock TEREDO = AddressBlock.of("2001::/32");
    private static final byte[] ISATAP = {0x00, 0x00, 0x5E, (byte) 0xFE};

    /** Bit of an interface identifier that says that it is unique in the world. */
    private static final byte UNIVERSAL = 0x02;

    private SpecialAddresses() {}

    /** Whether it is one of the internet's. */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        Optional<byte[]> carried = carriedIpv4(bytes);
        if (bytes.length == 4 || NAT64.holds(bytes)) {
            return isPublicIpv4(carried.orElse(bytes));
        }
        return GLOBAL_UNICAST.holds(bytes)
                && !isIn(SPECIAL_GLOBAL_UNICAST, bytes)
                && carried.map(SpecialAddresses::isPublicIpv4).orElse(true);
    }

    /** Whether it means another machine on each link, or a cloud's metadata service. */
    public static boolean isLinkLocalOrMetadata(InetAddress address) {
        byte[] bytes = address.getAddress();
        return isLinkLocalOrMetadata(bytes)
                || carriedIpv4(bytes).filter(SpecialAddresses::isLinkLocalOrMetadata).isPresent();
    }

    private static boolean isPublicIpv4(byte[] address) {
        return !isIn(SPECIAL_IPV4, address) && !isLinkLocalOrMetadata(address);
    }

    private static boolean isLinkLocalOrMetadata(byte[] address) {
        return isIn(LINK_LOCAL, address) || isIn(METADATA, address);
    }

    private static Optional<byte[]> carriedIpv4(byte[] address) {
        if (isIn(ENDING_IN_IPV4, address) || isIsatap(address)) {
            return Optional.of(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.holds(address)) {
            return Optional.of(Arrays.copyOfRange(address, 2, 6));
        }
        if (TEREDO.holds(address)) {
            byte[] client = Arrays.copyOfRange(address, 12, 16);
            for (int i = 0; i < client.length; i++) {
                client[i] = (byte) ~client[i];
            }
            return Optional.of(client);
        }
        return Optional.empty();
    }

    private static boolean isIsatap(byte[] address) {
        if (address.length != 16) {
            return false;
        }
        byte[] identifier = Arrays.copyOfRange(address, 8, 12);
        identifier[0] &= ~UNIVERSAL;
        return Arrays.equals(identifier, ISATAP);
    }

    private static boolean isIn(List<AddressBlock> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.holds(address));
    }

    private static List<AddressBlock> blocks(String... texts) {
        return Stream.of(texts).map(AddressBlock::of).toList();
    }
}
