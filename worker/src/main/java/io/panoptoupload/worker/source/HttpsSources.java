package io.panoptoupload.worker.source;

import io.panoptoupload.worker.transfer.Source;

import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Collection;

/** Files on web servers that the operator allows, with a credential or by presigned URLs. */
public final class HttpsSources implements Sources.Scheme, AutoCloseable {
    private final HttpsRules rules;
    private final HttpsClient client;
    private final Collection<HttpCredential> credentials;

    public HttpsSources(HttpsSettings settings) {
        this(settings, new Addresses(settings.allowPrivateAddresses()));
    }

    HttpsSources(HttpsSettings settings, DnsResolver addresses) {
        this.rules = new HttpsRules(settings.hosts(), settings.credentials());
        this.credentials = settings.credentials().values();
        this.client = new HttpsClient(rules, settings, addresses);
    }

    /** Asks no server, and resolves no name: that is done whenever a connection is made. */
    @Override
    public Source at(URI uri, @Nullable String credential) {
        return new HttpsSource(rules.place(uri, credential), client);
    }

    /** Connections that are being read from. */
    int connectionsInUse() {
        return client.leased();
    }

    @Override
    public void close() {
        credentials.forEach(HttpCredential::close);
        client.close();
    }
}
