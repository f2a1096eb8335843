package io.panoptoupload.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.gateway.view.UploadFilter;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what a list is asked for by. */
public final class ListQuery {
    private static final int MAX_TEXT = 200;
    private static final Pattern FOUR_DIGIT_YEAR = Pattern.compile("\\d{4}-");

    private final ZoneId zone;

    /**
     * Reads days of a zone.
     *
     * @param zone in which a day begins and ends
     */
    public ListQuery(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Reads a filter; what is null or empty filters nothing.
     *
     * @param to a day counts as a whole; of a time, what is earlier
     */
    public UploadFilter filter(
            @Nullable List<String> states,
            @Nullable String text,
            @Nullable String from,
            @Nullable String to) {
        if (text != null && text.length() > MAX_TEXT) {
            throw Problem.badRequest("q may have %d characters.".formatted(MAX_TEXT));
        }
        return new UploadFilter(
                states(states == null ? List.of() : states),
                text == null ? "" : text.strip(),
                given(from).map(value -> time("from", value, 0)),
                given(to).map(value -> time("to", value, 1)));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    private static Set<UploadState> states(List<String> names) {
        return names.stream()
                .filter(name -> !name.isEmpty())
                .map(name ->
                        UploadState.ofWireName(name)
                                .orElseThrow(() ->
                                        Problem.badRequest(
                                                "state has to be one of "
                                                        + Arrays.stream(UploadState.values())
                                                                .map(UploadState::wireName)
                                                                .collect(Collectors.joining(", "))
                                                        + ".")))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Instant time(String name, String value, int days) {
        try {
            if (!FOUR_DIGIT_YEAR.matcher(value).lookingAt()) {
                throw new DateTimeException("RFC 3339 has no other years");
            }
            return value.contains("T") || value.contains("t")
                    ? OffsetDateTime.parse(value).toInstant()
                    : LocalDate.parse(value).plusDays(days).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    "%s has to be a day such as 2026-11-23, or an RFC 3339 time such as 2026-11-23T09:00:00Z."
                            .formatted(name));
        }
    }

    /** The place as a caller gets it. */
    public static String cursor(Uploads.Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.at() + " " + place.requestId()).getBytes(UTF_8));
    }

    /** The place that a caller sends back; null if none does. */
    public static Uploads.@Nullable Place place(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
            int blank = text.indexOf(' ');
            return new Uploads.Place(
                    Instant.parse(text.substring(0, Math.max(0, blank))),
                    text.substring(blank + 1));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Problem.badRequest("cursor has to be the next of a former response.");
        }
    }
}
