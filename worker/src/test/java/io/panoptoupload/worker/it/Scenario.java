package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.awaitility.Awaitility;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The one procedure: jobs are published, something is disturbed half way, every job is waited for,
 * and all guarantees are judged. What is left to chance follows from a seed that stands in the
 * failure's message; {@code -Dscenario.seed} replays it.
 */
final class Scenario {
    private static final long MIB = 1024 * 1024;

    private final TestEnvironment environment;
    private final String name;
    private final Random random;
    private final List<Job> jobs = new ArrayList<>();
    private final Set<String> mayBeCancelled = new HashSet<>();
    private final Set<String> mayFail = new HashSet<>();
    private int disturbances;

    private Scenario(TestEnvironment environment, String name, long seed) {
        this.environment = environment;
        this.name = name;
        this.random = new Random(seed);
    }

    /** What happens in a scenario. */
    interface Story {
        void play(Scenario scenario) throws Exception;
    }

    /** Plays the story, waits for every job that it published, and judges. */
    static void play(TestEnvironment environment, String name, Story story) {
        play(environment, name, Guarantee.all(), story);
    }

    static void play(
            TestEnvironment environment, String name, List<Guarantee> guarantees, Story story) {
        long seed = Long.getLong("scenario.seed", new Random().nextLong());
        Scenario scenario = new Scenario(environment, name, seed);
        try {
            story.play(scenario);
            scenario.environment.faults().clear();
            scenario.awaitEnds();
            scenario.verify(guarantees);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "%s broke; -Dscenario.seed=%d replays it: %s%n%s"
                            .formatted(name, seed, e, environment.lastWords()),
                    e);
        } finally {
            environment.faults().clear();
        }
    }

    Random random() {
        return random;
    }

    List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /** A worker was killed, frozen or stopped. */
    void disturbed() {
        disturbances++;
    }

    /** Publishes a request for files of these sizes. */
    Job publish(String job, long... sizes) {
        return publish(job, request -> request, sizes);
    }

    Job publish(String job, UnaryOperator<UploadRequestBuilder> change, long... sizes) {
        String id = name + "-" + job;
        Path[] files = new Path[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            String file = id + (i == 0 ? "" : "-" + i) + ".mp4";
            files[i] = TestFiles.write(environment.captures(), file, sizes[i], random.nextLong());
        }
        Job published = Job.of(id, files);
        jobs.add(published);
        environment.requests().publish(change.apply(Requests.builder(id, files)).build());
        return published;
    }

    /** Publishes jobs of the sizes that matter: tiny, around one part, and of several parts. */
    void publishMixed(int count) {
        long[] sizes = {1, 5 * MIB, 5 * MIB + 1, 1000, 16 * MIB, 12 * MIB};
        for (int i = 0; i < count; i++) {
            publish("mixed-" + jobs.size(), sizes[i % sizes.length]);
        }
    }

    /** The same request once more, as producers send it that are not sure of the first. */
    void deliverAgain(Job job) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < job.files().size(); i++) {
            files.add(environment.captures().resolve(job.id() + (i == 0 ? "" : "-" + i) + ".mp4"));
        }
        environment.requests().publish(Requests.of(job.id(), files.toArray(Path[]::new)));
    }

    void command(UploadRequest command) {
        if (command.command() == Command.CANCEL) {
            mayBeCancelled.add(command.requestId());
        }
        environment.requests().publish(command);
    }

    /** Its failure is as good an end as any other. */
    void mayFail(Job job) {
        mayFail.add(job.id());
    }

    /** Another content of the first file may arrive from now on. */
    void mayBe(Job job, Path file) {
        jobs.replaceAll(known -> known.id().equals(job.id()) ? known.orNow(file) : known);
    }

    /** Waits until that many jobs have ended. */
    void awaitEnds(int count) {
        Awaitility.await("ends of " + count + " jobs of " + name)
                .untilAsserted(
                        () -> assertThat(unended()).hasSizeLessThanOrEqualTo(jobs.size() - count));
    }

    void awaitEnds() {
        awaitEnds(jobs.size());
    }

    private Set<String> unended() {
        Set<String> open = new HashSet<>(jobs.stream().map(Job::id).toList());
        for (Outcomes.Event each : environment.outcomes().all()) {
            if (each.event().isFinal() && !(each.event() instanceof OutcomeEvent.Rejected)) {
                open.remove(each.event().requestId());
            }
        }
        return open;
    }

    /** Everything that can be known of the jobs now. */
    Evidence evidence() {
        return new Evidence(
                jobs(),
                environment.simulator().ledger().uploads(),
                environment.outcomes().all(),
                new JournalTrail(environment.clients()).all(),
                disturbances,
                new Evidence.OtherEnds(Set.copyOf(mayBeCancelled), Set.copyOf(mayFail)),
                () -> environment.workers().stream().map(WorkerProcess::liveHeap).toList());
    }

    private void verify(List<Guarantee> guarantees) {
        Evidence evidence = evidence();
        guarantees.forEach(guarantee -> guarantee.verify(evidence));
    }
}
