package io.panoptoupload.broker;

/**
 * A child process cannot be started, ended, or did not do what was waited for; the message has its
 * last output.
 */
public final class ChildFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public ChildFailure(String reason) {
        super(reason);
        this.reason = reason;
    }

    ChildFailure(String reason, String lastOutput) {
        super(reason + ":\n" + lastOutput);
        this.reason = reason;
    }

    /** One sentence, which names the file with the output. */
    public String reason() {
        return reason;
    }
}
