package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.OutcomeEvent;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

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
    private final Function<String, @Nullable SubmittedRequest> known;
    private final String full;
    private final String inFlight;
    private final String gap;
    private final String empty;
    private final Map<String, Bar> bars = new LatestById<>(MAX_REMEMBERED);
    private int drawn;
    private String picture = "";

    /**
     * @param known of a request by its id, as far as something is; asked at every drawing
     */
    EventBars(Output out, Function<String, @Nullable SubmittedRequest> known) {
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
            Bar bar = Bar.of(event, known.apply(event.requestId()));
            bars.merge(event.requestId(), bar, Bar::followedBy);
        }
    }

    @Override
    public void tick() {
        String now = picture(out.width().getAsInt());
        if (!now.equals(picture)) {
            out.stream().print(erased().append(now));
            picture = now;
            drawn = (int) now.lines().count();
        }
        out.stream().flush();
    }

    private String picture(int width) {
        StringBuilder text = new StringBuilder();
        bars.entrySet().stream()
                .limit(MAX_DRAWN)
                .forEach(each -> text.append(line(name(each.getKey()), each.getValue(), width)));
        if (bars.size() > MAX_DRAWN) {
            text.append("and %d more\n".formatted(bars.size() - MAX_DRAWN));
        }
        return text.append(total(width)).toString();
    }

    @Override
    public void note(String line) {
        out.stream().print(erased().append(out.shown(line)).append('\n'));
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
        picture = "";
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
        SubmittedRequest request = known.apply(requestId);
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
        String text = OneLine.of(Columns.of(bar.text()) <= left ? bar.text() : bar.brief());
        return out.shown(
                        name + "  ",
                        Output.paint(Output.Colour.GREEN, full.repeat(confirmed)),
                        Output.paint(Output.Colour.GREEN, inFlight.repeat(done - confirmed)),
                        Output.paint(Output.Colour.DIM, empty.repeat(BAR - done)),
                        " %s  %s".formatted(number, Columns.cut(text, Math.max(0, left))))
                + '\n';
    }
}
