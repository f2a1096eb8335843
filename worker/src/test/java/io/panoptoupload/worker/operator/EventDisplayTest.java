package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class EventDisplayTest {
    @Test
    void elsewhere_than_on_a_terminal_each_change_is_a_line() {
        Terminal terminal = Terminal.piped();
        EventLines lines = lines(terminal, false);
        lines.show(Events.accepted("a", 1));
        lines.show(Events.progress("a", 2, 1));
        lines.show(Events.progress("a", 3, 9.9));
        lines.show(Events.progress("a", 4, 31));
        lines.show(Events.completed("a", 5));
        assertThat(terminal.out())
                .isEqualTo(
                        """
                        2026-11-23T09:00:01Z a accepted, 42.0 MB
                        2026-11-23T09:00:02Z a transfer 00-cam.mp4, 1 %, 12.3 MB/s, 1:02:05 left
                        2026-11-23T09:00:04Z a transfer 00-cam.mp4, 31 %, 12.3 MB/s, 1:02:05 left
                        2026-11-23T09:00:05Z a completed: https://p/v?id=s
                        """);
    }

    @Test
    void what_others_said_cannot_steer_the_terminal() {
        Terminal terminal = Terminal.piped();
        lines(terminal, false).show(Events.failed("a", 2));
        assertThat(terminal.out())
                .isEqualTo(
                        "2026-11-23T09:00:02Z a failed: SOURCE_NOT_FOUND:"
                                + " gone\\u001b[2J\\u000afor good\n");
    }

    @Test
    void text_outside_of_errors_cannot_forge_a_line() {
        OutcomeFeed.ReceivedEvent received =
                Events.received(
                        new OutcomeEvent.Created(
                                Events.header("a", 2), "u\n\033[31mforged\033[0m\u202E"));
        Terminal piped = Terminal.piped();
        Terminal shown = Terminal.coloured();
        EventBars bars = bars(shown);

        lines(piped, false).show(received);
        bars.show(received);
        bars.tick();

        assertThat(piped.out())
                .isEqualTo(
                        "2026-11-23T09:00:02Z a created as upload"
                                + " u\\u000a\\u001b[31mforged\\u001b[0m\\u202e\n");
        assertThat(shown.out().lines()).hasSize(1);
        assertThat(shown.out()).doesNotContain("\033[31m", "\u202E");
    }

    @Test
    void as_json_events_are_what_they_were() {
        Terminal terminal = Terminal.ofAscii();
        OutcomeFeed.ReceivedEvent received =
                new OutcomeFeed.ReceivedEvent(Events.accepted("a", 1).event(), "x", "{ \"a\": 1 }");
        lines(terminal, true).show(received);
        assertThat(terminal.out()).isEqualTo("{ \"a\": 1 }\n");
    }

    @Test
    void as_json_what_does_not_show_is_escaped() {
        Terminal terminal = Terminal.piped();
        OutcomeFeed.ReceivedEvent received =
                new OutcomeFeed.ReceivedEvent(
                        Events.accepted("a", 1).event(), "x", "{\"title\":\"Größe\u202E\u2028\"}");
        lines(terminal, true).show(received);
        assertThat(terminal.out()).isEqualTo("{\"title\":\"Größe\\u202e\\u2028\"}\n");
    }

    @Test
    void as_json_an_event_is_one_line_that_can_be_parsed() {
        Terminal terminal = Terminal.piped();
        OutcomeFeed.ReceivedEvent received =
                new OutcomeFeed.ReceivedEvent(
                        Events.accepted("a", 1).event(), "x", "{\r\n\t\"title\": \"a\\nb\"\n}\n");
        lines(terminal, true).show(received);
        assertThat(terminal.out()).isEqualTo("{   \"title\": \"a\\nb\" } \n");
    }

    private static EventLines lines(Terminal terminal, boolean asJson) {
        return new EventLines(terminal.output(), terminal.output(), asJson);
    }

    @Test
    void on_a_terminal_each_open_request_has_a_bar_that_is_drawn_in_place() {
        Terminal terminal = Terminal.shown();
        EventBars bars = bars(terminal);
        bars.show(Events.progress("a", 2, 50));
        bars.show(Events.accepted("b", 1));
        bars.tick();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "a  ━━━━━━━━━━──────────  50 %  transfer 00-cam.mp4, 12.3 MB/s, 1:02:05 left",
                        "b  ────────────────────   0 %  accepted, 42.0 MB; waits for an upload slot");
        bars.tick();
        assertThat(terminal.out().lines()).as("nothing is new").hasSize(2);
        bars.show(Events.completed("a", 3));
        bars.tick();
        assertThat(terminal.out())
                .endsWith(
                        """
                        \033[2A\r\033[J✓ a  completed: https://p/v?id=s
                        b  ────────────────────   0 %  accepted, 42.0 MB; waits for an upload slot
                        """);
    }

    @Test
    void what_has_left_and_is_not_confirmed_yet_is_told_apart() {
        Terminal terminal = Terminal.shown();
        EventBars bars = bars(terminal);
        bars.show(Events.progress("a", 2, 300_000_000, 0));
        bars.show(Events.progress("b", 2, 500_000_000, 250_000_000));
        bars.tick();
        assertThat(terminal.out().lines().map(line -> line.substring(0, 32)))
                .containsExactly(
                        "a  ╍╍╍╍╍╍──────────────  30 %  t",
                        "b  ━━━━━╍╍╍╍╍──────────  50 %  t", "total  ━━╍╍╍╍╍╍────────────  40 ");
        Terminal ascii = Terminal.ofAscii();
        EventBars plain = bars(ascii);
        plain.show(Events.progress("b", 2, 500_000_000, 250_000_000));
        plain.tick();
        assertThat(ascii.out()).startsWith("b  #####=====----------  50 %");
    }

    @Test
    void a_note_stands_above_the_bars() {
        Terminal terminal = Terminal.shown();
        EventBars bars = bars(terminal);
        bars.show(Events.accepted("b", 1));
        bars.tick();
        bars.note("Kafka is away");
        bars.tick();
        assertThat(terminal.out()).contains("\033[1A\r\033[JKafka is away\nb  ───");
    }

    @Test
    void at_80_columns_rate_and_time_left_fit_and_at_60_name_bar_and_per_cent() {
        String id = "algorithms-and-data-structures-week-12";
        Terminal wide = Terminal.shown();
        EventBars bars = bars(wide);
        bars.show(Events.progress(id, 2, 50));
        bars.tick();
        assertThat(wide.out())
                .isEqualTo(
                        "algorithms-a…res-week-12  ━━━━━━━━━━──────────  50 %  12.3 MB/s, 1:02:05 left\n");
        Terminal narrow = Terminal.shown(60);
        EventBars few = bars(narrow);
        few.show(Events.progress(id, 2, 50));
        few.tick();
        assertThat(narrow.out()).startsWith("algorithm…-week-12  ━━━━━━━━━━──────────  50 %");
        assertThat(narrow.out().strip()).hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void what_was_submitted_here_is_called_by_its_title_and_says_until_when_it_waits() {
        JsonMapper json = new JsonMapper();
        List<PreparedRequest> requests =
                List.of(
                        new PreparedRequest("a", "{\"title\":\"数据结构与算法，第十二周的讲座录像\"}"),
                        new PreparedRequest(
                                "b",
                                "{\"title\":\"Übung\u202E\",\"options\":{\"notBefore\":\"2026-11-23T23:00:00+01:00\"}}"),
                        new PreparedRequest("c", "{\"addToSession\":\"…\"}"));
        Terminal terminal = Terminal.shown();
        EventBars bars =
                new EventBars(terminal.output(), SubmittedRequest.byId(requests, json)::get);
        bars.show(Events.progress("a", 2, 50));
        bars.show(Events.accepted("b", 1));
        bars.show(Events.accepted("c", 1));
        bars.tick();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "数据结构与算…的讲座录像  ━━━━━━━━━━──────────  50 %  12.3 MB/s, 1:02:05 left",
                        "Übung\\u202e  ────────────────────   0 %  waits until 2026-11-23T22:00:00Z",
                        "c  ────────────────────   0 %  accepted, 42.0 MB; waits for an upload slot");
        assertThat(terminal.out().lines()).allMatch(line -> Columns.of(line) <= 80);
    }

    @Test
    void a_title_that_becomes_known_later_takes_the_place_of_the_id() {
        Map<String, SubmittedRequest> known = new HashMap<>();
        Terminal terminal = Terminal.shown();
        EventBars bars = new EventBars(terminal.output(), known::get);
        bars.show(Events.progress("a", 2, 50));
        bars.tick();
        known.put("a", new SubmittedRequest("Algorithms", null));
        bars.tick();
        bars.tick();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                        a  ━━━━━━━━━━──────────  50 %  transfer 00-cam.mp4, 12.3 MB/s, 1:02:05 left
                        \033[1A\r\033[JAlgorithms  ━━━━━━━━━━──────────  50 %  12.3 MB/s, 1:02:05 left
                        """);
    }

    @Test
    void a_bar_never_outgrows_its_line_and_many_bars_not_the_screen() {
        Terminal terminal = Terminal.shown();
        EventBars bars = bars(terminal);
        for (int i = 0; i < 40; i++) {
            bars.show(Events.progress(("job-" + i + "-").repeat(20), 2, 100));
        }
        bars.tick();
        assertThat(terminal.out().lines()).hasSize(14).allMatch(line -> line.length() <= 80);
        assertThat(terminal.out())
                .containsSubsequence(
                        "and 28 more\n", "total  ", " 50 %", "492.0 MB/s, 40 B of 80 B\n");
    }

    @Test
    void colours_and_characters_are_those_that_the_terminal_has() {
        Terminal coloured = Terminal.coloured();
        bars(coloured).show(Events.failed("a", 1));
        assertThat(coloured.out()).startsWith("\033[31m✗\033[0m a  failed: ");
        Terminal ascii = Terminal.ofAscii();
        EventBars bars = bars(ascii);
        bars.show(Events.progress("a", 2, 50));
        bars.tick();
        assertThat(ascii.out()).startsWith("a  ##########----------  50 %");
    }

    private static EventBars bars(Terminal terminal) {
        return new EventBars(terminal.output(), _ -> null);
    }
}
