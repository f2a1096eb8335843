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
 * same time share one check, and what does not speak against a folder is remembered for ten
 * minutes, of the latest 1,000 folders. That there is none is never remembered: it may be created,
 * or shared with the account, at any moment.
 */
public final class FolderLookup {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MAX_FOLDERS = 1000;

    private final PanoptoClient panopto;
    private final InstantSource clock;
    private final Map<String, Check> checks =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Check> eldest) {
                    return size() > MAX_FOLDERS;
                }
            };

    private record Check(CompletableFuture<FolderVerdict> verdict, Instant until) {
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
        Check own = new Check(new CompletableFuture<>(), clock.instant().plus(REMEMBERED));
        Optional<Check> earlier = earlier(key, own);
        if (earlier.isEmpty()) {
            ask(key, folderId, own);
        }
        try {
            if (earlier.orElse(own).verdict.get() instanceof FolderVerdict.Unknown unknown) {
                throw unknown.fault();
            }
        } catch (InterruptedException e) {
            throw Interrupted.during("checking folder " + folderId);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The check to share; without one, this one takes its place for others to share. */
    private synchronized Optional<Check> earlier(String key, Check own) {
        Optional<Check> known =
                Optional.ofNullable(checks.get(key))
                        .filter(check -> check.isGoodAt(clock.instant()));
        if (known.isEmpty()) {
            checks.put(key, own);
        }
        return known;
    }

    /** Those that wait for it go on, even when this thread is stopped. */
    private void ask(String key, String folderId, Check own) {
        FolderVerdict verdict = FolderVerdict.NONE;
        try {
            verdict = panopto.findFolder(folderId);
        } finally {
            if (!(verdict instanceof FolderVerdict.Undecided(boolean lasting) && lasting)) {
                forget(key, own);
            }
            own.verdict.complete(verdict);
        }
    }

    private synchronized void forget(String key, Check own) {
        checks.remove(key, own);
    }
}
