package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.ArrayList;
import java.util.List;

@Isolated("measures the heap")
class ConfirmedPartsTest {
    @Test
    void parts_may_be_confirmed_in_any_order_and_twice() {
        ConfirmedParts parts = ConfirmedParts.of("m");
        parts.confirm(7, "seven", 77);
        parts.confirm(2, "two", 22);
        parts.confirm(7, "again", 78);

        assertThat(parts.size()).isEqualTo(2);
        assertThat(parts.contains(2)).isTrue();
        assertThat(parts.contains(3)).isFalse();
        assertThat(parts.contains(10_000)).isFalse();
        assertThat(parts.etag(7)).isEqualTo("again");
        assertThat(parts.crc32(7)).isEqualTo(78);
    }

    @Test
    void ten_thousand_parts_cost_less_than_one_and_a_half_mebibytes() {
        int copies = 20;
        List<ConfirmedParts> held = new ArrayList<>();
        long before = usedMemory();
        for (int i = 0; i < copies; i++) {
            ConfirmedParts parts = ConfirmedParts.of("m" + i);
            for (int part = 1; part <= PartPlan.MAX_PARTS; part++) {
                parts.confirm(part, "\"%032x\"".formatted(part * 31 + i), part);
            }
            held.add(parts);
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
