package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * Where the API says that pages are.
 *
 * @param publicUrl for all clients alike; null for the address that each sent its request to
 */
record PageAddresses(@Nullable URI publicUrl) {
    /** The address below which the pages lie, with a slash at its end. */
    String of(Exchange exchange) {
        return (publicUrl == null ? exchange.baseUri() : publicUrl) + "/Panopto/Pages/";
    }
}
