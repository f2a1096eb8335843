package io.panoptoupload.worker.it;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Lectures of a thousand bytes, by the dozen; those that complete are counted. */
final class SmallLectures {
    private final TestEnvironment environment;
    private int completed;

    SmallLectures(TestEnvironment environment) {
        this.environment = environment;
    }

    void complete(String prefix, int count) {
        publish(prefix, count);
        awaitCompleted(prefix, count);
    }

    void publish(String prefix, int count) {
        Path file = TestFiles.write(environment.captures(), prefix + ".mp4", 1000, 7);
        ids(prefix, count).forEach(id -> environment.requests().publish(Requests.of(id, file)));
    }

    void awaitCompleted(String prefix, int count) {
        awaitCompleted(prefix, count, environment.outcomes());
    }

    void awaitCompleted(String prefix, int count, Outcomes outcomes) {
        ids(prefix, count).forEach(outcomes::awaitCompleted);
        completed += count;
    }

    void assertNothingWasDoneTwice() {
        new Sessions(environment.simulator()).assertNumber(completed);
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }
}
