package io.panoptoupload.worker.live;

import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.transfer.Transfers;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;

import javax.net.ssl.SSLContext;

/**
 * The site, and the means to reach it.
 *
 * @param tls the trust for requests that the transfer engine would never send; null for the JVM's
 * @param firstPoll the shortest interval between checks of an upload
 * @param maxPoll the longest
 */
public record LiveSite(
        URI baseUrl,
        PanoptoClient panopto,
        Transfers transfers,
        @Nullable SSLContext tls,
        Duration firstPoll,
        Duration maxPoll) {
    /** How long Panopto may take for what lasts a second. */
    static final Duration PATIENCE = Duration.ofMinutes(30);
}
