package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.address.SpecialAddresses;
import io.panoptoupload.worker.fault.PermanentFault;

import org.apache.hc.client5.http.DnsResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/**
 * Resolves a host for the very connection that is being made, and yields only addresses that may be
 * connected to: a name that resolves to another address a moment later gains nothing by it.
 */
final class Addresses implements DnsResolver {
    private final boolean allowPrivate;

    Addresses(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        InetAddress[] usable =
                Stream.of(all)
                        .filter(address -> allowPrivate || SpecialAddresses.isPublic(address))
                        .toArray(InetAddress[]::new);
        if (usable.length == 0) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_NOT_ALLOWED,
                    "%s has private, loopback, link-local or other special addresses only, which https: sources may not have; if it is meant, set worker.sources.allow-private-addresses=true"
                            .formatted(host));
        }
        return usable;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
