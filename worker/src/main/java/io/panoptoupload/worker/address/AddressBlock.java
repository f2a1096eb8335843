package io.panoptoupload.worker.address;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * The addresses that share so many bits with the first of them.
 *
 * @param length of an address, in bytes
 */
public record AddressBlock(BigInteger shared, int bits, int length) {
    /**
     * Reads a block such as {@code 10.0.0.0/8}, or a single address.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        byte[] first =
                InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int all = first.length * Byte.SIZE;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("no block of addresses: " + text);
        }
        return new AddressBlock(shared(first, bits), bits, first.length);
    }

    public boolean holds(byte[] address) {
        return address.length == length && shared(address, bits).equals(shared);
    }

    private static BigInteger shared(byte[] address, int bits) {
        return new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits);
    }
}
