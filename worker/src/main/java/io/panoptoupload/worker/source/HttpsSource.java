package io.panoptoupload.worker.source;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * A file on a web server. Looked at by asking for its first byte, not by HEAD, since a URL that is
 * presigned for GET opens nothing else.
 */
final class HttpsSource implements Source {
    private final HttpPlace place;
    private final HttpsClient client;

    HttpsSource(HttpPlace place, HttpsClient client) {
        this.place = place;
        this.client = client;
    }

    @Override
    public String name() {
        return place.name();
    }

    @Override
    public Pin pin() {
        try (SourceResponse response = client.get(place, range(0, 1))) {
            return pin(response);
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
    }

    private Pin pin(SourceResponse response) throws IOException {
        @Nullable ContentRange range = ContentRange.parse(response.header("Content-Range"));
        return switch (response.status()) {
            case 206 -> {
                plain(response);
                if (range == null || !range.holds(0, 1)) {
                    yield whole();
                }
                yield range.total().isPresent()
                        ? HttpPins.ranged(response, range.total().getAsLong())
                        : HttpPins.once(response, Pin.UNKNOWN_SIZE);
            }
            case 200 -> whole(response);
            case 416 -> {
                if (range != null && range.total().orElse(-1) == 0) {
                    throw empty();
                }
                yield whole();
            }
            default -> throw HttpFaults.refused(place, response);
        };
    }

    /** Of a server that does not understand what a range is. */
    private Pin whole() throws IOException {
        try (SourceResponse response = client.get(place, Map.of())) {
            return switch (response.status()) {
                case 200 -> whole(response);
                case 206, 416 ->
                        throw HttpFaults.unreadable(
                                place,
                                "comes in part though the whole was asked for; fix its server");
                default -> throw HttpFaults.refused(place, response);
            };
        }
    }

    private Pin whole(SourceResponse response) throws IOException {
        plain(response);
        marked(response);
        if (response.length() == 0) {
            throw empty();
        }
        return HttpPins.once(response, response.length());
    }

    @Override
    public LeadingBytes beginning() {
        try (SourceResponse response = client.get(place, range(0, LeadingBytes.LENGTH))) {
            return switch (response.status()) {
                case 200, 206 -> response.beginning();
                // A server that does not send it is checked by the bytes that are read.
                case 416 -> LeadingBytes.UNKNOWN;
                default -> throw HttpFaults.refused(place, response);
            };
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
    }

    @Override
    public String difference(Pin before, Pin now) {
        return HttpPins.difference(before, now);
    }

    private Fault empty() {
        return HttpFaults.unreadable(
                place, "is empty; was it submitted before the recorder wrote it?");
    }

    @Override
    public boolean hasRanges(Pin pin) {
        return HttpPins.isRanged(pin);
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) throws IOException {
        boolean ranged = hasRanges(pin);
        if (!ranged && offset != 0) {
            throw new IllegalArgumentException(place + " can only be read from its beginning");
        }
        Map<String, String> headers = new HashMap<>(HttpPins.conditions(pin));
        if (ranged) {
            headers.putAll(range(offset, length));
        }
        SourceResponse response;
        try {
            response = client.get(place, headers);
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
        try {
            if (ranged) {
                verifyRange(response, pin, offset, length);
                return new WholeRange(
                        response.body(),
                        length,
                        () -> HttpFaults.lies(place, "its server ends a range early"));
            }
            verifyWhole(response, pin);
            return response.body();
        } catch (Fault | IOException e) {
            response.close();
            throw e;
        }
    }

    private void verifyRange(SourceResponse response, Pin pin, long offset, long length)
            throws IOException {
        if (response.status() == 200) {
            // An attachment may be a page itself, and is as long as it was.
            throw response.length() != pin.sizeBytes()
                            && ContentSniffer.isPage(response.beginning(), Purpose.RECORDING)
                    ? HttpFaults.page(place, response)
                    : HttpFaults.inOrder(place, "its server no longer yields parts of it");
        }
        if (response.status() != 206) {
            throw HttpFaults.refused(place, response);
        }
        plain(response);
        @Nullable ContentRange range = ContentRange.parse(response.header("Content-Range"));
        if (range == null || !range.holds(offset, length)) {
            throw HttpFaults.lies(place, "its server responds with another range than was asked");
        }
        if (response.length() >= 0 && response.length() != length) {
            throw HttpFaults.lies(place, "its server gives two lengths for one range");
        }
        verify(pin, HttpPins.ranged(response, range.total().orElse(Pin.UNKNOWN_SIZE)));
    }

    private void verifyWhole(SourceResponse response, Pin pin) throws IOException {
        if (response.status() != 200) {
            throw HttpFaults.refused(place, response);
        }
        plain(response);
        marked(response);
        // Some servers state the length only of ranges, or only of the whole.
        boolean compared = pin.sizeBytes() != Pin.UNKNOWN_SIZE && response.length() >= 0;
        if (pin.isDistrusted()) {
            if (compared && response.length() != pin.sizeBytes()) {
                throw changed(pin, new Pin(response.length(), pin.mark()));
            }
            return;
        }
        verify(pin, HttpPins.once(response, compared ? response.length() : pin.sizeBytes()));
    }

    private void verify(Pin pin, Pin now) {
        if (!now.equals(pin)) {
            throw changed(pin, now);
        }
    }

    /** Some servers compress although they were asked not to. */
    private void plain(SourceResponse response) throws IOException {
        String compression = ContentEncoding.compression(response.header("Content-Encoding"));
        if (compression != null) {
            throw HttpFaults.unreadable(
                    place,
                    ContentSniffer.isCompressedPage(response.beginning())
                            ? "is a compressed web page: its server probably requires a login; give an address or a credential that opens the file itself, then send a retry command"
                            : "comes with Content-Encoding %s although 'identity' was asked for; switch compression off for it on its server"
                                    .formatted(compression));
        }
    }

    private void marked(SourceResponse response) {
        if (!response.marksItsEnd()) {
            throw HttpFaults.unreadable(
                    place,
                    "comes without a length and not in chunks, so that nothing shows whether all of it arrived; fix its server");
        }
    }

    private static Map<String, String> range(long offset, long length) {
        return Map.of("Range", "bytes=%d-%d".formatted(offset, offset + length - 1));
    }
}
