package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Requests of every shape that a manifest can describe, from a seed. */
final class RandomRequests {
    private static final List<String> PIECES =
            List.of(
                    "Algorithms",
                    " ",
                    "  ",
                    "\t",
                    "\n",
                    "\r",
                    "\r\n",
                    "\u0085",
                    "\u2028",
                    "\u00a0",
                    "<",
                    ">",
                    "&",
                    "\"",
                    "'",
                    "]]>",
                    "<![CDATA[",
                    "&amp;",
                    "&#13;",
                    "<!--",
                    "%00",
                    "\u00dc",
                    "\u65e5\u672c",
                    "\uD83C\uDF93",
                    "\u202e",
                    "\ufeff",
                    "\uD83F\uDFFE",
                    "\u0000",
                    "\u0001",
                    "\u001b",
                    "\u007f",
                    "\u009f",
                    "\uD800",
                    "\uDC00",
                    "\ufffe",
                    "\uffff",
                    "\ufffd");
    private static final List<Role> ROLES = List.of(Role.values());
    private static final List<String> URLS =
            List.of("https://uni.example/?a=1&b=2#c", "a b", "\u00fc", "%20", "urn:x", "");

    private final RandomGenerator random;

    RandomRequests(long seed) {
        random = new SplittableRandom(seed);
    }

    UploadRequest next() {
        return UploadRequest.builder("random")
                .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                .title(text())
                .description(maybe(this::text))
                .recordedAt(maybe(this::date))
                .creator(
                        maybe(() ->
                                new Creator(
                                        maybe(this::text), maybe(this::text), maybe(this::text))))
                .tags(some(this::text))
                .streams(some(this::stream))
                .slides(
                        some(() ->
                                new Slides(
                                        source(),
                                        time(),
                                        some(this::slideChange),
                                        random.nextBoolean())))
                .images(
                        some(() ->
                                new Image(
                                        source(),
                                        time(),
                                        maybe(this::text),
                                        maybe(this::text),
                                        maybe(this::url))))
                .cuts(some(this::cut))
                .thumbnail(maybe(this::thumbnail))
                .attachments(
                        some(() ->
                                new Attachment(
                                        source(),
                                        maybe(() -> "text/x; a=\"<&>\""),
                                        maybe(this::text))))
                .build();
    }

    private Stream stream() {
        return new Stream(
                source(),
                ROLES.get(random.nextInt(ROLES.size())),
                time(),
                maybe(this::text),
                some(() -> new Chapter(time(), text(), maybe(this::text), maybe(this::url))),
                some(this::cut),
                some(() ->
                        new Caption(
                                source(),
                                maybe(() -> "de-CH-1996"),
                                random.nextBoolean(),
                                maybe(this::text))));
    }

    private SlideChange slideChange() {
        return new SlideChange(
                time(),
                1 + random.nextInt(Integer.MAX_VALUE),
                text(),
                maybe(this::text),
                maybe(this::url));
    }

    private Cut cut() {
        return new Cut(time(), time());
    }

    private Thumbnail thumbnail() {
        return random.nextBoolean() ? new Thumbnail(source(), null) : new Thumbnail(null, time());
    }

    private static Source source() {
        return Source.of("file:///captures/any.bin");
    }

    private String url() {
        return URLS.get(random.nextInt(URLS.size()));
    }

    /** Of whole hours as well, and of nanoseconds. */
    private Duration time() {
        Duration limit = Duration.ofDays(7);
        return random.nextBoolean()
                ? Duration.ofHours(random.nextLong(limit.toHours() + 1))
                : Duration.ofNanos(random.nextLong(limit.toNanos() + 1));
    }

    /** On whole minutes as well, in any zone, in any year that has four digits everywhere. */
    private OffsetDateTime date() {
        long first = Instant.parse("0001-01-02T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-30T00:00:00Z").getEpochSecond();
        Instant time =
                random.nextBoolean()
                        ? Instant.ofEpochSecond(
                                Math.floorDiv(random.nextLong(first, last), 60) * 60)
                        : Instant.ofEpochSecond(
                                random.nextLong(first, last), random.nextInt(1_000_000_000));
        return time.atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081)));
    }

    private String text() {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
                .reduce("", String::concat);
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> some(Supplier<T> value) {
        return IntStream.range(0, random.nextInt(3)).mapToObj(_ -> value.get()).toList();
    }
}
