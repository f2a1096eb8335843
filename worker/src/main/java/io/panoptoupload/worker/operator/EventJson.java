package io.panoptoupload.worker.operator;

/** The events as they were published, one a line. */
final class EventJson implements EventDisplay {
    private final Output out;
    private final Output err;

    EventJson(Output out, Output err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void show(OutcomeFeed.ReceivedEvent received) {
        // JSON is UTF-8, whatever the terminal speaks.
        out.json(received.json());
    }

    @Override
    public void tick() {
        out.stream().flush();
    }

    @Override
    public void note(String line) {
        err.line(line);
    }

    @Override
    public boolean isSeen() {
        return !out.stream().checkError();
    }
}
