package io.panoptoupload.worker.source;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.Beginning;
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
        try (HttpAnswer answer = client.get(place, range(0, 1))) {
            return pin(answer);
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
    }

    private Pin pin(HttpAnswer answer) throws IOException {
        @Nullable ContentRange range = ContentRange.parse(answer.header("Content-Range"));
        return switch (answer.status()) {
            case 206 -> {
                plain(answer);
                if (range == null || !range.holds(0, 1)) {
                    yield whole();
                }
                yield range.total().isPresent()
                        ? HttpPins.ranged(answer, range.total().getAsLong())
                        : HttpPins.once(answer, Pin.UNKNOWN_SIZE);
            }
            case 200 -> whole(answer);
            case 416 -> {
                if (range != null && range.total().orElse(-1) == 0) {
                    throw empty();
                }
                yield whole();
            }
            default -> throw HttpFaults.refused(place, answer);
        };
    }

    /** Of a server that does not understand what a range is. */
    private Pin whole() throws IOException {
        try (HttpAnswer answer = client.get(place, Map.of())) {
            return switch (answer.status()) {
                case 200 -> whole(answer);
                case 206, 416 ->
                        throw HttpFaults.unreadable(
                                place,
                                "is answered with a part of it though the whole was asked for; fix its server");
                default -> throw HttpFaults.refused(place, answer);
            };
        }
    }

    private Pin whole(HttpAnswer answer) {
        plain(answer);
        marked(answer);
        return notEmpty(HttpPins.once(answer, answer.length()));
    }

    @Override
    public Beginning beginning() {
        try (HttpAnswer answer = client.get(place, range(0, Beginning.LENGTH))) {
            return switch (answer.status()) {
                case 200, 206 -> answer.beginning();
                // Whoever refuses to say begins with something, and is judged by what is read.
                case 416 -> Beginning.UNKNOWN;
                default -> throw HttpFaults.refused(place, answer);
            };
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
    }

    @Override
    public String difference(Pin before, Pin now) {
        return HttpPins.difference(before, now);
    }

    private Pin notEmpty(Pin pin) {
        if (pin.sizeBytes() == 0) {
            throw empty();
        }
        return pin;
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
        HttpAnswer answer;
        try {
            answer = client.get(place, headers);
        } catch (IOException e) {
            throw HttpFaults.broken(place, e);
        }
        try {
            if (ranged) {
                verifyRange(answer, pin, offset, length);
            } else {
                verifyWhole(answer, pin);
            }
            return answer.body();
        } catch (Fault | IOException e) {
            answer.close();
            throw e;
        }
    }

    private void verifyRange(HttpAnswer answer, Pin pin, long offset, long length)
            throws IOException {
        if (answer.status() == 200) {
            throw Pages.isPage(answer.beginning(), Purpose.RECORDING)
                    ? HttpFaults.page(place, answer)
                    : HttpFaults.inOrder(place, "its server no longer yields parts of it");
        }
        if (answer.status() != 206) {
            throw HttpFaults.refused(place, answer);
        }
        plain(answer);
        @Nullable ContentRange range = ContentRange.parse(answer.header("Content-Range"));
        if (range == null || !range.holds(offset, length)) {
            throw HttpFaults.lies(place, "its server answers with another range than was asked");
        }
        if (answer.length() >= 0 && answer.length() != length) {
            throw HttpFaults.lies(place, "its server gives two lengths for one range");
        }
        verify(pin, HttpPins.ranged(answer, range.total().orElse(Pin.UNKNOWN_SIZE)));
    }

    private void verifyWhole(HttpAnswer answer, Pin pin) {
        if (answer.status() != 200) {
            throw HttpFaults.refused(place, answer);
        }
        plain(answer);
        marked(answer);
        // Some servers state the length only of ranges, or only of the whole.
        boolean compared = pin.sizeBytes() != Pin.UNKNOWN_SIZE && answer.length() >= 0;
        if (pin.isDistrusted()) {
            if (compared && answer.length() != pin.sizeBytes()) {
                throw changed(pin, new Pin(answer.length(), pin.mark()));
            }
            return;
        }
        verify(pin, HttpPins.once(answer, compared ? answer.length() : pin.sizeBytes()));
    }

    private void verify(Pin pin, Pin now) {
        if (!now.equals(pin)) {
            throw changed(pin, now);
        }
    }

    /** Some servers compress although they were asked not to. */
    private void plain(HttpAnswer answer) {
        String compression = ContentEncoding.compression(answer.header("Content-Encoding"));
        if (compression != null) {
            throw HttpFaults.unreadable(
                    place,
                    "comes with Content-Encoding %s although 'identity' was asked for; switch compression off for it on its server"
                            .formatted(compression));
        }
    }

    private void marked(HttpAnswer answer) {
        if (!answer.marksItsEnd()) {
            throw HttpFaults.unreadable(
                    place,
                    "comes without a length and not in chunks, so that nothing shows whether all of it arrived; fix its server");
        }
    }

    private static Map<String, String> range(long offset, long length) {
        return Map.of("Range", "bytes=%d-%d".formatted(offset, offset + length - 1));
    }
}
