package io.panoptoupload.worker.fuzz;

import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OneLine;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.source.Globs;
import io.panoptoupload.worker.source.HttpsSources;
import io.panoptoupload.worker.source.S3Account;
import io.panoptoupload.worker.source.S3Settings;
import io.panoptoupload.worker.source.S3Sources;
import io.panoptoupload.worker.wire.TestTls;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whatever others write, the worker takes it or refuses it in words: no error of its own
 * (INTERNAL), nobody who waits for ever, no secret in a sentence. {@code -Dfuzz.seed} repeats a
 * run, {@code -Dfuzz.factor} makes it longer.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20261128);

    /** An exchange takes milliseconds; its time-outs add up to less. */
    private static final long HANGS = 60;

    private static final TestTls TLS = TestTls.ofLocalhost();

    /** Where others' words are read, and how many inputs take a few seconds. */
    enum Place {
        REQUESTS(8_000),
        PANOPTO(1_500),
        TOKENS(600),
        STORAGE(600),
        HTTPS_SOURCES(400),
        S3_SOURCES(600);

        private final int inputs;

        Place(int inputs) {
            this.inputs = inputs;
        }
    }

    /** It writes a stack trace for each header that it cannot read. */
    @BeforeAll
    static void quietSdk() {
        if (LoggerFactory.getLogger("software.amazon.awssdk") instanceof Logger sdk) {
            sdk.setLevel(Level.ERROR);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void whatever_is_read_is_taken_or_refused_in_words(Place place) throws Exception {
        run(place, place.inputs * Integer.getInteger("fuzz.factor", 1));
    }

    /** More than a million inputs in all; what the process holds is compared by tenths of them. */
    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void for_an_hour_and_nothing_of_it_stays(Place place) throws Exception {
        int tenth = place.inputs * 10;
        Random random = new Random(SEED + place.name().hashCode());
        try (FuzzTarget target = target(place, random)) {
            run(place, target, random, tenth);
            Resources early = Resources.now();
            run(place, target, random, 9 * tenth);
            Awaitility.await(place + " holds no more than after its first tenth, " + early)
                    .until(() -> Resources.now().within(early));
            System.out.printf(
                    "%s: %,d inputs, first tenth %s, last tenth %s%n",
                    place, 10 * tenth, early, Resources.now());
        }
    }

    private static void run(Place place, int inputs) throws Exception {
        Random random = new Random(SEED + place.name().hashCode());
        try (FuzzTarget target = target(place, random)) {
            run(place, target, random, inputs);
        }
    }

    private static void run(Place place, FuzzTarget target, Random random, int inputs)
            throws Exception {
        for (int i = 0; i < inputs; i++) {
            read(target, random, place + " input " + i + ", seed " + SEED);
        }
    }

    private static void read(FuzzTarget target, Random random, String which) throws Exception {
        FutureTask<Void> reading =
                new FutureTask<>(() -> {
                    target.read(new Mutation(random));
                    return null;
                });
        Thread thread = Thread.ofVirtual().start(reading);
        try {
            Void _ = reading.get(HANGS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            fail("%s hangs at %s for %s", which, List.of(thread.getStackTrace()), shown(target));
        } catch (ExecutionException e) {
            judge(Objects.requireNonNull(e.getCause()), which, target);
        }
    }

    private static void judge(Throwable thrown, String which, FuzzTarget target) {
        if (!(thrown instanceof Fault fault) || fault.code() == ErrorCode.INTERNAL) {
            fail("%s is no fault in words, of %s".formatted(which, shown(target)), thrown);
        } else if (fault.getMessage().isBlank() || fault.getMessage().contains("s3cret")) {
            fail("%s: '%s', of %s", which, fault.getMessage(), shown(target));
        }
    }

    private static String shown(FuzzTarget target) {
        String input = OneLine.of(target.input());
        return input.length() > 3000 ? input.substring(0, 3000) + "…" : input;
    }

    private static FuzzTarget target(Place place, Random random) throws IOException {
        return switch (place) {
            case REQUESTS -> new RequestTarget(random);
            case PANOPTO -> new PanoptoTarget(false, random);
            case TOKENS -> new PanoptoTarget(true, random);
            case STORAGE -> new StorageTarget(random);
            case HTTPS_SOURCES -> https(random);
            case S3_SOURCES -> s3(random);
        };
    }

    private static FuzzTarget https(Random random) throws IOException {
        MutatingServer server = new MutatingServer(TLS.context(), SourceTarget::right);
        HttpsSources client = TLS.sources(Duration.ofSeconds(5));
        URI file = URI.create("https://localhost:%d/a.mp4?sig=s3cret".formatted(server.port()));
        return new SourceTarget(random, server, client, client::close, file);
    }

    private static FuzzTarget s3(Random random) throws IOException {
        MutatingServer server = new MutatingServer(null, SourceTarget::right);
        S3Account account =
                new S3Account(
                        URI.create("http://127.0.0.1:" + server.port()),
                        "us-east-1",
                        "reader",
                        "s3cret-key",
                        true,
                        new Globs(List.of("lectures")));
        S3Sources client =
                new S3Sources(
                        new S3Settings(
                                Map.of("campus", account),
                                null,
                                4,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5)));
        return new SourceTarget(
                random, server, client, client::close, URI.create("s3://campus/lectures/a.mp4"));
    }
}
