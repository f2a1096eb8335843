package io.panoptoupload.worker.transfer.http;

import software.amazon.awssdk.http.SdkHttpRequest;

/** Where a connection leads. */
record Place(boolean tls, String host, int port) {
    static Place of(SdkHttpRequest request) {
        return new Place("https".equals(request.protocol()), request.host(), request.port());
    }

    /** As the {@code Host} header wants it: without the scheme's usual port. */
    String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }
}
