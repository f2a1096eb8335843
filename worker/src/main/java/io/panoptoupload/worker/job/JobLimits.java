package io.panoptoupload.worker.job;

import java.util.Optional;

/**
 * How many unfinished jobs a worker takes on.
 *
 * @param open that are due
 * @param waiting that are not
 */
public record JobLimits(int open, int waiting) {
    /** What keeps a job from being taken on. */
    public enum Limit {
        OPEN("worker.open-jobs", "unfinished jobs are due"),
        WAITING("worker.waiting-jobs", "jobs wait for their time, after a fault or for Panopto");

        private final String property;
        private final String meaning;

        Limit(String property, String meaning) {
            this.property = property;
            this.meaning = meaning;
        }

        public String property() {
            return property;
        }

        /** As in "as many … as that allows". */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * The limit that keeps one more job out. Each limits jobs of its own kind only, so that many
     * which wait do not stop one that is due; but a job that has moved its bytes waits for Panopto,
     * so both together limit all.
     *
     * @param due whether the job could begin at once
     */
    public Optional<Limit> reached(JobLoad load, boolean due) {
        if (due && load.due() >= open) {
            return Optional.of(Limit.OPEN);
        }
        if (!due && load.waiting() >= waiting) {
            return Optional.of(Limit.WAITING);
        }
        if (load.all() >= open + waiting) {
            // Jobs of the other kind take the room.
            return Optional.of(due ? Limit.WAITING : Limit.OPEN);
        }
        return Optional.empty();
    }
}
