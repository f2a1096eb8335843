package io.panoptoupload.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;

class FiguresTest {
    @Test
    void the_median_of_an_even_number_lies_between_the_middle_two() {
        assertEquals(new Spread(2.5, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0, 2.0)));
        assertEquals(new Spread(3, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0)));
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
    }

    @Test
    void a_trend_is_the_line_of_least_squares_and_its_bound_what_the_samples_lie_off_it() {
        Trend trend = new Trend();
        trend.add(0, 10);
        trend.add(1, 13);
        trend.add(2, 14);
        trend.add(3, 17);
        assertEquals(2.2, trend.slope(), 1e-9);
        assertEquals(0.5657, trend.bound(), 1e-4);
        assertEquals(List.of("13.5 (10.0–17.0)", "+2.2 ± 0.6"), trend.cells());
    }

    @Test
    void a_spread_is_printed_with_its_ratio_to_another() {
        assertEquals("4 (2–6) ×2.00", new Spread(4, 2, 6).beside(new Spread(2, 1, 3), 0));
    }

    @Test
    void the_columns_of_a_table_are_as_wide_as_their_widest_cell() {
        Table table = new Table("a", "bc");
        table.row("long", "1");
        table.row("x");
        assertEquals(
                """
                | a    | bc |
                | ---- | -- |
                | long | 1  |
                | x    |    |
                """,
                table.toString());
    }

    @Test
    void a_program_with_blanks_and_brackets_in_its_name_does_not_shift_the_fields_of_stat() {
        String stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 10 20 0 0 150 50 300 25 20 0 1 0 99";
        assertEquals(2.0, ProcFiles.ticks(stat, 14));
        assertEquals(3.25, ProcFiles.ticks(stat, 16));
    }

    @Test
    void peak_memory_is_read_in_kibibytes_and_printed_in_mebibytes() {
        assertEquals(2.0, ProcFiles.peak(List.of("Name:\tx", "VmHWM:\t    2048 kB")));
        assertEquals(0.0, ProcFiles.peak(List.of("Name:\tx", "State:\tZ (zombie)")));
    }
}
