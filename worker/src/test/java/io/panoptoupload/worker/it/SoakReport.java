package io.panoptoupload.worker.it;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.simulator.Ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The figures of a soak. */
record SoakReport(Evidence evidence, List<SoakReport.Kill> kills) {

    /** A worker that was killed, and when. */
    record Kill(String worker, Instant at) {}

    void write(Path file, Duration took) {
        List<Duration> resumed = kills.stream().flatMap(k -> resumed(k).stream()).sorted().toList();
        String text =
                """
                took                         %d s
                kills                        %d
                jobs                         %d
                lost                         %d
                duplicated sessions          %d
                jobs with event gaps         %d
                bytes received, MiB          %d
                re-sent share                %.1f %%
                kills that met running work  %d
                kill to resume, median       %s
                kill to resume, worst        %s
                """
                        .formatted(
                                took.toSeconds(),
                                kills.size(),
                                evidence.jobs().size(),
                                broken(new NothingLost()),
                                broken(new AtMostOneSession()),
                                broken(new EventsExact()),
                                received() >> 20,
                                100.0 * (received() - wanted()) / received(),
                                resumed.size(),
                                seconds(resumed, resumed.size() / 2),
                                seconds(resumed, resumed.size() - 1));
        System.out.print(text);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long broken(Guarantee guarantee) {
        return evidence.jobs().stream().filter(job -> isBroken(guarantee, job)).count();
    }

    private boolean isBroken(Guarantee guarantee, Job job) {
        try {
            guarantee.verify(
                    new Evidence(
                            List.of(job),
                            evidence.uploads(),
                            evidence.events(),
                            evidence.journal(),
                            evidence.disturbances(),
                            evidence.otherEnds(),
                            evidence.liveHeaps()));
            return false;
        } catch (AssertionError broken) {
            return true;
        }
    }

    private long received() {
        return evidence.uploads().stream().mapToLong(Ledger.Upload::bytesReceived).sum();
    }

    /** What an undisturbed run would have sent, manifests included. */
    private long wanted() {
        long files =
                evidence.jobs().stream()
                        .mapToLong(job -> job.files().getFirst().getFirst().sizeBytes())
                        .sum();
        long manifests =
                evidence.jobs().stream()
                        .flatMap(job -> evidence.publishedFor(job).stream())
                        .flatMap(upload -> upload.files().stream())
                        .filter(file -> file.name().equals("manifest.xml"))
                        .mapToLong(Ledger.File::sizeBytes)
                        .sum();
        return files + manifests;
    }

    /** Until the first job that the dead worker left unfinished was heard of again. */
    private Optional<Duration> resumed(Kill kill) {
        return evidence.jobs().stream()
                .map(job -> evidence.eventsOf(job.id()))
                .filter(events -> wasAt(kill, events))
                .flatMap(events ->
                        events.stream()
                                .map(Outcomes.Event::publishedAt)
                                .filter(kill.at()::isBefore))
                .min(Instant::compareTo)
                .map(first -> Duration.between(kill.at(), first));
    }

    private static boolean wasAt(Kill kill, List<Outcomes.Event> events) {
        return events.stream()
                .filter(event -> event.publishedAt().isBefore(kill.at()))
                .reduce((_, later) -> later)
                .map(Outcomes.Event::event)
                .filter(event -> !event.isFinal())
                .map(OutcomeEvent::header)
                .filter(header -> kill.worker().equals(header.worker()))
                .isPresent();
    }

    private static String seconds(List<Duration> sorted, int index) {
        return index < 0 || index >= sorted.size()
                ? "-"
                : "%.1f s".formatted(sorted.get(index).toMillis() / 1000.0);
    }
}
