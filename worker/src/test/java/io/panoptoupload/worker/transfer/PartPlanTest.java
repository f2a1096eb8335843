package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.IntStream;

class PartPlanTest {
    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                5_242_879,
                5_242_880,
                5_242_881,
                16_777_216,
                167_772_160_000L,
                249_999_999_999L
            })
    void the_parts_are_the_file_without_gaps(long size) {
        PartPlan plan = PartPlan.of(size, PartPlan.USUAL_PART);

        assertThat(plan.parts()).isBetween(1, 10_000);
        assertThat(IntStream.rangeClosed(1, plan.parts()).mapToLong(plan::length).sum())
                .isEqualTo(size);
        assertThat(plan.offset(plan.parts()) + plan.length(plan.parts())).isEqualTo(size);
        assertThat(plan.partSize()).isBetween(5 * 1024 * 1024, 25_000_000);
    }

    @Test
    void the_largest_file_still_fits() {
        PartPlan plan = PartPlan.of(250_000_000_000L, PartPlan.USUAL_PART);

        assertThat(plan.partSize()).isEqualTo(25_000_000);
        assertThat(plan.parts()).isEqualTo(10_000);
    }

    @Test
    void a_larger_one_is_refused_up_front() {
        assertThatThrownBy(() -> PartPlan.of(250_000_000_001L, PartPlan.USUAL_PART))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.FILE_TOO_LARGE));
    }

    @Test
    void the_part_size_grows_only_where_it_must() {
        assertThat(PartPlan.of(160_000_000_000L, PartPlan.USUAL_PART).partSize())
                .isEqualTo(PartPlan.USUAL_PART);
        assertThat(PartPlan.of(200_000_000_000L, PartPlan.USUAL_PART).partSize())
                .isEqualTo(20_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {5 * 1024 * 1024 - 1, 25_000_001})
    void a_part_size_that_panopto_does_not_take_is_refused(int partSize) {
        assertThatThrownBy(() -> PartPlan.of(1_000_000_000, partSize))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
