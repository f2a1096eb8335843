package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.panopto.FolderSession;

import org.jspecify.annotations.Nullable;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What identifies the session of an upload in its folder.
 *
 * @param title the first 100 letters and digits of its title, in lower case
 * @param sessionId once Panopto has named it
 */
public record SessionMatcher(String title, @Nullable String sessionId) {
    private static final int MAX_READ = 1000;
    private static final int MAX_KEPT = 100;

    static SessionMatcher of(String title) {
        return new SessionMatcher(folded(title), null);
    }

    SessionMatcher withSession(String id) {
        return new SessionMatcher(title, id);
    }

    /** Whether this may be the session; one that is the session may have another title by now. */
    boolean matches(FolderSession listed) {
        return listed.id().equalsIgnoreCase(sessionId) || folded(listed.name()).equals(title);
    }

    /**
     * A title that only looks like this one costs a question; one that is missed, because Panopto
     * or XML has tidied it, a second session. So no more than letters and digits are compared.
     */
    private static String folded(String title) {
        int[] start = title.codePoints().filter(SessionMatcher::shows).limit(MAX_READ).toArray();
        int[] kept =
                Normalizer.normalize(new String(start, 0, start.length), Normalizer.Form.NFKD)
                        .toLowerCase(Locale.ROOT)
                        .codePoints()
                        .filter(Character::isLetterOrDigit)
                        .limit(MAX_KEPT)
                        .toArray();
        return new String(kept, 0, kept.length);
    }

    /** Blanks and what XML cannot hold may be gone from what Panopto shows, however many. */
    private static boolean shows(int c) {
        return !Character.isSpaceChar(c)
                && switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.UNASSIGNED ->
                            false;
                    default -> true;
                };
    }
}
