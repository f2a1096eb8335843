package io.panoptoupload.gateway.events;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Events that came together, and how they are sent to all who have everything before them. */
final class Batch {
    private final List<Event> events;
    private final Position before;
    private final Position behind;
    private final byte[] sent;

    Batch(List<Event> events, Position before) {
        this.events = List.copyOf(events);
        this.before = before.copy();
        Position at = before.copy();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Event each : events) {
            at.set(each.partition(), each.offset() + 1);
            each.writeTo(out, at);
        }
        this.behind = at;
        this.sent = out.toByteArray();
    }

    List<Event> events() {
        return events;
    }

    Position before() {
        return before;
    }

    Position behind() {
        return behind;
    }

    /** One array for all listeners. */
    byte[] sent() {
        return sent;
    }

    /** What it takes in memory, in bytes: each event is held as text and in {@link #sent}. */
    long size() {
        return 2L * sent.length;
    }
}
