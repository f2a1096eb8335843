package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.ArrayList;
import java.util.List;

@Isolated("measures the heap")
class ProgressTest {
    @Test
    void parts_may_be_confirmed_in_any_order_and_twice() {
        Progress progress =
                Progress.of("m")
                        .confirmed(7, "seven", 77)
                        .confirmed(2, "two", 22)
                        .confirmed(7, "again", 78);

        assertThat(progress.parts()).isEqualTo(2);
        assertThat(progress.has(2)).isTrue();
        assertThat(progress.has(3)).isFalse();
        assertThat(progress.has(10_000)).isFalse();
        assertThat(progress.etag(7)).isEqualTo("again");
        assertThat(progress.crc32(7)).isEqualTo(78);
    }

    @Test
    void ten_thousand_parts_cost_less_than_one_and_a_half_mebibytes() {
        int copies = 20;
        List<Progress> held = new ArrayList<>();
        long before = usedMemory();
        for (int i = 0; i < copies; i++) {
            Progress progress = Progress.of("m" + i);
            for (int part = 1; part <= PartPlan.MAX_PARTS; part++) {
                progress.confirmed(part, "\"%032x\"".formatted(part * 31 + i), part);
            }
            held.add(progress);
        }
        long each = (usedMemory() - before) / copies;

        assertThat(held).hasSize(copies);
        assertThat(each).isLessThan(1_500_000);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
