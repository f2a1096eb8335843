package io.panoptoupload.gateway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway works.
 *
 * @param finishedUploads ended uploads that are held in memory, 100 to 1,000,000; the oldest go
 *     first
 * @param waitingRequests requests that no worker has taken in yet, of which the first are held, 100
 *     to 100,000
 */
@ConfigurationProperties("gateway")
record GatewayProperties(
        @DefaultValue("100000") int finishedUploads, @DefaultValue("10000") int waitingRequests) {}
