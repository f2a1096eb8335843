package io.panoptoupload.gateway.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which uploads are wanted.
 *
 * @param states all if empty
 * @param text that title, id or folder contain, in upper or lower case; all if empty
 * @param from the earliest; all if empty
 * @param to all are earlier than this
 */
public record UploadFilter(
        Set<UploadState> states, String text, Optional<Instant> from, Optional<Instant> to) {

    public static final UploadFilter ALL =
            new UploadFilter(Set.of(), "", Optional.empty(), Optional.empty());

    /** Whether it, and with it every later one of the list, came too early. */
    boolean isBefore(UploadEntry entry) {
        return from.isPresent() && entry.at().isBefore(from.get());
    }

    boolean matches(UploadEntry entry) {
        return (states.isEmpty() || states.contains(entry.state()))
                && (to.isEmpty() || entry.at().isBefore(to.get()))
                && (text.isEmpty()
                        || contains(entry.requestId())
                        || contains(entry.recording().title())
                        || contains(entry.recording().folderId()));
    }

    /** 100,000 times for a search, so nothing is made of the text. */
    private boolean contains(@Nullable String searched) {
        if (searched == null) {
            return false;
        }
        char lower = Character.toLowerCase(text.charAt(0));
        char upper = Character.toUpperCase(lower);
        return containsFrom(searched, lower) || (upper != lower && containsFrom(searched, upper));
    }

    private boolean containsFrom(String searched, char first) {
        int last = searched.length() - text.length();
        for (int at = searched.indexOf(first); at >= 0 && at <= last; ) {
            if (searched.regionMatches(true, at, text, 0, text.length())) {
                return true;
            }
            at = searched.indexOf(first, at + 1);
        }
        return false;
    }
}
