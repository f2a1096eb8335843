package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.Interrupted;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Finds out that a folder does not exist before anything is created in it. Jobs that ask at the
 * same time share one look, and what does not speak against a folder is remembered for ten minutes,
 * of the latest 1,000 folders. That there is none is never remembered: it may be created, or shared
 * with the account, at any moment.
 */
public final class FolderLookup {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MAX_FOLDERS = 1000;

    private final PanoptoClient panopto;
    private final InstantSource clock;
    private final Map<String, Look> looks =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
                    return size() > MAX_FOLDERS;
                }
            };

    private static final class Look {
        private final CompletableFuture<FolderVerdict> verdict = new CompletableFuture<>();
        private final Instant until;

        Look(Instant until) {
            this.until = until;
        }

        boolean isGoodAt(Instant now) {
            return !verdict.isDone() || now.isBefore(until);
        }
    }

    public FolderLookup(PanoptoClient panopto, InstantSource clock) {
        this.panopto = panopto;
        this.clock = clock;
    }

    /**
     * Returns unless Panopto itself says that there is no such folder; within ten seconds, in which
     * an outage shows nothing.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault FOLDER_NOT_FOUND
     */
    public void check(String folderId) {
        String key = folderId.toLowerCase(Locale.ROOT);
        Look own = new Look(clock.instant().plus(REMEMBERED));
        Optional<Look> earlier = earlier(key, own);
        if (earlier.isEmpty()) {
            look(key, folderId, own);
        }
        try {
            if (earlier.orElse(own).verdict.get() instanceof FolderVerdict.Unknown unknown) {
                throw unknown.fault();
            }
        } catch (InterruptedException e) {
            throw Interrupted.during("looking at folder " + folderId);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The look to share; without one, the own takes its place for others to share. */
    private synchronized Optional<Look> earlier(String key, Look own) {
        Optional<Look> known =
                Optional.ofNullable(looks.get(key)).filter(look -> look.isGoodAt(clock.instant()));
        if (known.isEmpty()) {
            looks.put(key, own);
        }
        return known;
    }

    /** Whoever waits for it goes on, also when this thread is stopped. */
    private void look(String key, String folderId, Look own) {
        FolderVerdict verdict = FolderVerdict.NONE;
        try {
            verdict = panopto.lookFor(folderId);
        } finally {
            if (!(verdict instanceof FolderVerdict.Undecided(boolean lasting) && lasting)) {
                forget(key, own);
            }
            own.verdict.complete(verdict);
        }
    }

    private synchronized void forget(String key, Look own) {
        looks.remove(key, own);
    }
}
