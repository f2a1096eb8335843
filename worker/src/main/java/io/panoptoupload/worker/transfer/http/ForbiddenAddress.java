package io.panoptoupload.worker.transfer.http;

import io.panoptoupload.worker.address.SpecialAddresses;

import org.apache.hc.client5.http.DnsResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A host that resolves to where storage cannot be; the message says so, without secrets. */
public final class ForbiddenAddress extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private ForbiddenAddress(String message) {
        super(message);
    }

    /** A name that Panopto gives may resolve to anything, and to something else each time. */
    static final class Resolver implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] all = InetAddress.getAllByName(host);
            for (InetAddress address : all) {
                if (SpecialAddresses.isLinkLocalOrMetadata(address)) {
                    throw new ForbiddenAddress(
                            "%s resolves to %s, a link-local address or a cloud's metadata; check this machine's name service"
                                    .formatted(host, address.getHostAddress()));
                }
            }
            return all;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
