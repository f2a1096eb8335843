package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.OutcomeEvent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A bar for each request that is under way, redrawn in place, on a terminal; what has ended becomes
 * a line above them.
 */
final class EventBars implements EventDisplay {
    private static final int BAR = 20;
    private static final int MAX_NAME = 36;
    private static final int MAX_DRAWN = 12;
    private static final int MAX_REMEMBERED = 1000;
    private static final String CLEAR_BELOW = "\033[J";

    private final Output out;
    private final Map<String, SubmittedRequest> known;
    private final String full;
    private final String inFlight;
    private final String gap;
    private final String empty;
    private int drawn;
    private boolean changed;

    private final Map<String, Bar> bars =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bar> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    EventBars(Output out) {
        this(out, Map.of());
    }

    /**
     * With their titles.
     *
     * @param known by the ids of requests
     */
    EventBars(Output out, Map<String, SubmittedRequest> known) {
        this.out = out;
        this.known = known;
        this.full = out.either("━", "#");
        this.inFlight = out.either("╍", "=");
        this.gap = out.either("…", "~");
        this.empty = out.either("─", "-");
    }

    @Override
    public void show(OutcomeFeed.ReceivedEvent received) {
        OutcomeEvent event = received.event();
        if (event.isFinal()) {
            bars.remove(event.requestId());
            StringBuilder above = erased();
            above.append(end(event)).append('\n');
            out.stream().print(above);
        } else {
            Bar bar = Bar.of(event, known.get(event.requestId()));
            bars.merge(event.requestId(), bar, Bar::followedBy);
        }
        changed = true;
    }

    @Override
    public void tick() {
        if (!changed) {
            return;
        }
        changed = false;
        StringBuilder picture = erased();
        int width = out.width().getAsInt();
        bars.entrySet().stream()
                .limit(MAX_DRAWN)
                .forEach(each -> picture.append(line(name(each.getKey()), each.getValue(), width)));
        String total = total(width);
        drawn = Math.min(bars.size(), MAX_DRAWN) + (total.isEmpty() ? 0 : 1);
        if (bars.size() > MAX_DRAWN) {
            picture.append("and %d more\n".formatted(bars.size() - MAX_DRAWN));
            drawn++;
        }
        picture.append(total);
        out.stream().print(picture);
        out.stream().flush();
    }

    @Override
    public void note(String line) {
        out.stream().print(erased().append(out.shown(line)).append('\n'));
        changed = true;
    }

    @Override
    public boolean isSeen() {
        return !out.stream().checkError();
    }

    private StringBuilder erased() {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\033[%dA".formatted(drawn)).append('\r').append(CLEAR_BELOW);
            drawn = 0;
        }
        return text;
    }

    private String end(OutcomeEvent event) {
        boolean good = event instanceof OutcomeEvent.Completed;
        String sign = good ? out.either("✓", "ok") : out.either("✗", "FAILED");
        return out.shown(
                Output.paint(good ? Output.Colour.GREEN : Output.Colour.RED, sign),
                " %s  %s".formatted(event.requestId(), EventText.of(event)));
    }

    /** Its title, or its id where that is not known. */
    private String name(String requestId) {
        SubmittedRequest request = known.get(requestId);
        String title = request == null ? null : request.title();
        return title == null ? requestId : title;
    }

    /** Of all that are under way, as far as they say how much there is; empty for less than two. */
    private String total(int width) {
        List<Bar.Bytes> known =
                bars.values().stream()
                        .flatMap(bar -> Optional.ofNullable(bar.bytes()).stream())
                        .toList();
        if (known.size() < 2) {
            return "";
        }
        Bar.Bytes all = known.stream().reduce(new Bar.Bytes(0, 0, 0, 0), Bar.Bytes::and);
        String rate = EventText.bytes(all.rate()) + "/s";
        double percent = all.total() == 0 ? 0 : 100.0 * all.sent() / all.total();
        String amounts = EventText.bytes(all.sent()) + " of " + EventText.bytes(all.total());
        return line("total", new Bar(percent, rate + ", " + amounts, rate, all), width);
    }

    private String line(String called, Bar bar, int width) {
        double percent = Math.clamp(Objects.requireNonNullElse(bar.percent(), 0.0), 0, 100);
        int done = (int) (percent / 100 * BAR);
        int confirmed = (int) (percent / 100 * BAR * bar.confirmed());
        String name =
                Columns.shortened(
                        OneLine.of(called), Math.min(MAX_NAME, Math.max(8, width / 3 - 2)), gap);
        String number = String.format(Locale.ROOT, "%3.0f %%", percent);
        int left = width - Columns.of(name) - BAR - number.length() - 7;
        return out.shown(
                        name + "  ",
                        Output.paint(Output.Colour.GREEN, full.repeat(confirmed)),
                        Output.paint(Output.Colour.GREEN, inFlight.repeat(done - confirmed)),
                        Output.paint(Output.Colour.DIM, empty.repeat(BAR - done)),
                        " %s  %s"
                                .formatted(
                                        number,
                                        cut(
                                                Columns.of(bar.text()) <= left
                                                        ? bar.text()
                                                        : bar.brief(),
                                                Math.max(0, left))))
                + '\n';
    }

    private static String cut(String said, int columns) {
        return Columns.cut(OneLine.of(said), columns);
    }
}
