package io.panoptoupload.worker.fault;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Looks through a failure's chain of causes. */
public final class Causes {
    private Causes() {}

    /** The innermost cause, or the failure itself if it has none. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The outermost of that type among a failure and what is behind it. */
    public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }

    /** What is the same for faults that differ only in their numbers, such as an offset. */
    public static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+", "#");
    }

    /** Whether a failure, or what is behind it, is of that type. */
    public static boolean include(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type).isPresent();
    }
}
