package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/**
 * Somebody who may write below a root swaps what lies there, thousands of times, while it is read.
 */
@Isolated("counts the descriptors of the process")
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class FileRacesTest {
    private static final int SWAPS = 10_000;
    private static final int READERS = 4;
    private static final String INSIDE = "a lecture";
    private static final String OUTSIDE = "a secret!";

    @TempDir Path directory;
    private Path root = Path.of("");
    private Path outside = Path.of("");

    @BeforeEach
    void directories() throws IOException {
        root = Files.createDirectory(directory.resolve("captures"));
        outside = Files.createDirectory(directory.resolve("private"));
        Files.writeString(outside.resolve("take.mp4"), OUTSIDE);
    }

    @Test
    void a_directory_that_is_swapped_for_a_link_never_leads_out() throws Exception {
        Path lecture = Files.createDirectory(root.resolve("lecture"));
        Path aside = root.resolve("aside");
        Files.writeString(lecture.resolve("take.mp4"), INSIDE);

        Map<String, Integer> reads =
                readWhile(
                        lecture.resolve("take.mp4"),
                        () -> {
                            Files.move(lecture, aside);
                            Files.createSymbolicLink(lecture, outside);
                            Files.delete(lecture);
                            Files.move(aside, lecture);
                        });

        assertThat(reads).containsOnlyKeys(INSIDE, "SOURCE_NOT_ALLOWED", "SOURCE_NOT_FOUND");
    }

    @Test
    void a_file_that_is_swapped_for_a_link_never_leads_out() throws Exception {
        Path take = root.resolve("take.mp4");
        Path original = Files.writeString(directory.resolve("original"), INSIDE);
        Path fresh = directory.resolve("fresh");
        Files.createLink(take, original);

        Map<String, Integer> reads =
                readWhile(
                        take,
                        () -> {
                            Files.createSymbolicLink(fresh, outside.resolve("take.mp4"));
                            Files.move(fresh, take, StandardCopyOption.ATOMIC_MOVE);
                            Files.createLink(fresh, original);
                            Files.move(fresh, take, StandardCopyOption.ATOMIC_MOVE);
                        });

        assertThat(reads).containsOnlyKeys(INSIDE, "SOURCE_NOT_ALLOWED");
    }

    @Test
    void a_file_that_is_swapped_for_a_fifo_blocks_nobody() throws Exception {
        Path take = root.resolve("take.mp4");
        Path original = Files.writeString(directory.resolve("original"), INSIDE);
        Path fifo = fifo(directory.resolve("fifo"));
        Path fresh = directory.resolve("fresh");
        Files.createLink(take, original);

        Map<String, Integer> reads =
                readWhile(
                        take,
                        () -> {
                            Files.createLink(fresh, fifo);
                            Files.move(fresh, take, StandardCopyOption.ATOMIC_MOVE);
                            Files.createLink(fresh, original);
                            Files.move(fresh, take, StandardCopyOption.ATOMIC_MOVE);
                        });

        assertThat(reads).containsOnlyKeys(INSIDE, "SOURCE_UNREADABLE");
    }

    @Test
    void a_directory_that_is_swapped_for_a_fifo_blocks_nobody() throws Exception {
        Path lecture = Files.createDirectory(root.resolve("lecture"));
        Path aside = root.resolve("aside");
        Path fifo = fifo(directory.resolve("fifo"));
        Files.writeString(lecture.resolve("take.mp4"), INSIDE);

        Map<String, Integer> reads =
                readWhile(
                        lecture.resolve("take.mp4"),
                        () -> {
                            Files.move(lecture, aside);
                            Files.createLink(lecture, fifo);
                            Files.delete(lecture);
                            Files.move(aside, lecture);
                        });

        assertThat(reads).containsOnlyKeys(INSIDE, "SOURCE_NOT_FOUND");
    }

    /** The moment that a race is about, met every time. */
    @Test
    void what_was_judged_is_read_though_its_path_leads_elsewhere_by_then() throws Exception {
        Path lecture = Files.createDirectory(root.resolve("lecture"));
        Path take = Files.writeString(lecture.resolve("take.mp4"), INSIDE);
        Descriptors swapped =
                path -> {
                    Descriptors.Held file = new LinuxDescriptors().hold(path);
                    Files.move(lecture, root.resolve("aside"));
                    Files.createSymbolicLink(lecture, outside);
                    return file;
                };
        Pin pin = new FileSources(List.of(root)).at(take.toUri(), null).pin();
        Source source =
                new FileSources(List.of(root), swapped, Duration.ofSeconds(30))
                        .at(take.toUri(), null);

        try (InputStream in = source.open(pin, 0, pin.sizeBytes())) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo(INSIDE);
        }
    }

    private interface Swap {
        void swap() throws IOException;
    }

    /** How often each content was read, and each fault seen, while the swaps went on. */
    private Map<String, Integer> readWhile(Path file, Swap swap) throws Exception {
        Source source = new FileSources(List.of(root)).at(file.toUri(), null);
        Map<String, Integer> reads = new ConcurrentHashMap<>();
        FutureTask<Integer> swapping =
                new FutureTask<>(() -> {
                    for (int i = 0; i < SWAPS; i++) {
                        swap.swap();
                    }
                    return SWAPS;
                });
        List<Thread> readers =
                IntStream.range(0, READERS)
                        .mapToObj(i ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            while (!swapping.isDone()) {
                                                reads.merge(read(source), 1, Integer::sum);
                                            }
                                        }))
                        .toList();
        Thread.ofPlatform().start(swapping);
        assertThat(swapping.get()).isEqualTo(SWAPS);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(descriptorsBelow(directory)).isEmpty();
        return reads;
    }

    private static List<Path> descriptorsBelow(Path directory) throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        open.removeIf(path -> !path.startsWith(directory));
        return open;
    }

    private static String read(Source source) {
        try {
            Pin pin = source.pin();
            try (InputStream in = source.open(pin, 0, pin.sizeBytes())) {
                return new String(in.readAllBytes(), UTF_8);
            }
        } catch (Fault fault) {
            return fault.code() == ErrorCode.SOURCE_CHANGED ? INSIDE : fault.code().name();
        } catch (IOException e) {
            return e.toString();
        }
    }

    static Path fifo(Path at) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", at.toString()).inheritIO().start().waitFor())
                .isZero();
        return at;
    }
}
