package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.UnstartableThread;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ProcessEndTest {
    private final List<Integer> halted = new ArrayList<>();
    private final ProcessEnd end = new ProcessEnd(_ -> new UnstartableThread(), halted::add);

    @Test
    void a_worker_that_cannot_continue_ends_even_if_no_thread_can_be_started() {
        end.endProcess("the consumer of the requests ended by itself");
        assertThat(halted).containsExactly(1);
    }

    @Test
    void a_thread_that_dies_of_having_no_other_thread_ends_the_worker_too() {
        end.uncaught(Thread.currentThread(), new InternalError("unable to create native thread"));
        assertThat(halted).containsExactly(1);
    }

    @Test
    void a_thread_that_dies_of_an_exception_does_not_end_the_worker() {
        end.uncaught(Thread.currentThread(), new IllegalStateException("a bug"));
        assertThat(halted).isEmpty();
    }
}
