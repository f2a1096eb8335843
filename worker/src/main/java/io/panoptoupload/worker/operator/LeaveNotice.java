package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.fault.ShellWord;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Says, when the process is interrupted, that the uploads go on without it. */
final class LeaveNotice {
    private static final int MAX_NAMED = 20;

    private LeaveNotice() {}

    /**
     * Waits for something that a person may not want to wait for.
     *
     * @param open the requests that have not ended
     */
    static int during(Output err, Supplier<List<String>> open, IntSupplier waiting) {
        Thread hook = new Thread(() -> text(open.get()).forEach(err::line), "leave-notice");
        Runtime.getRuntime().addShutdownHook(hook);
        int exit = waiting.getAsInt();
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
