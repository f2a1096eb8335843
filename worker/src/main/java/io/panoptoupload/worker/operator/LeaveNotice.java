package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.fault.ShellWord;

import java.util.List;
import java.util.function.Supplier;

/** Says, when the process is interrupted, that the uploads go on without it. */
final class LeaveNotice {
    private static final int MAX_NAMED = 20;

    private final Output err;

    LeaveNotice(Output err) {
        this.err = err;
    }

    /** Something that a person may not want to wait for. */
    interface Waiting {
        int exit() throws InterruptedException;
    }

    /**
     * Waits.
     *
     * @param open the requests that have not ended
     */
    int during(Supplier<List<String>> open, Waiting waiting) throws InterruptedException {
        Thread hook = new Thread(() -> text(open.get()).forEach(err::line), "leave-notice");
        Runtime.getRuntime().addShutdownHook(hook);
        int exit = waiting.exit();
        Runtime.getRuntime().removeShutdownHook(hook);
        return exit;
    }

    static List<String> text(List<String> open) {
        if (open.isEmpty()) {
            return List.of();
        }
        List<String> named = open.subList(0, Math.min(open.size(), MAX_NAMED));
        return List.of(
                "",
                "%d upload(s) go on without this command; to follow them again:"
                        .formatted(open.size()),
                "  panopto-upload watch "
                        + ShellWord.all(named)
                        + (open.size() > MAX_NAMED ? " …" : ""));
    }
}
