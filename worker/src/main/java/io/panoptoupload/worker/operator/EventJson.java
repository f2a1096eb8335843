package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The events as they were published, one a line. */
final class EventJson implements EventDisplay {
    private final Output out;

    EventJson(Output out) {
        this.out = out;
    }

    @Override
    public void show(OutcomeFeed.Told told) {
        // JSON is UTF-8, whatever the terminal speaks.
        out.stream().writeBytes(told.json().getBytes(UTF_8));
        out.stream().write('\n');
    }

    @Override
    public void tick() {
        out.stream().flush();
    }

    @Override
    public boolean isSeen() {
        return !out.stream().checkError();
    }
}
