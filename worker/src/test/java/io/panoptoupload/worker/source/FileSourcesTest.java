package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.assertFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

class FileSourcesTest {
    @TempDir Path directory;
    private Path root = Path.of("");
    private Path file = Path.of("");
    private FileSources sources = new FileSources(List.of());

    @BeforeEach
    void aRecording() throws Exception {
        root = Files.createDirectory(directory.resolve("captures"));
        file = Files.writeString(root.resolve("week 12 – größe.mp4"), "0123456789");
        sources = new FileSources(List.of(root));
    }

    @Test
    void any_range_of_a_file_can_be_read_any_number_of_times() throws Exception {
        Source source = sources.at(file.toUri(), null);

        for (int i = 0; i < 2; i++) {
            try (InputStream in = source.open(source.pin(), 3, 4)) {
                assertThat(in.readNBytes(4)).asString().isEqualTo("3456");
            }
        }
    }

    @Test
    void a_file_may_be_larger_than_all_memory() throws Exception {
        long size = 8L * 1024 * 1024 * 1024;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        Source source = sources.at(file.toUri(), null);

        try (InputStream in = source.open(source.pin(), 0, size)) {
            assertThat(in.read()).isEqualTo('0');
        }
    }

    @Test
    void a_pin_survives_being_written_down() {
        Pin pin = sources.at(file.toUri(), null).pin();

        assertThat(pin.sizeBytes()).isEqualTo(10);
        assertThat(Pin.parse(pin.text())).isEqualTo(pin);
        assertThat(pin.text()).hasSizeLessThan(100);
    }

    @Test
    void an_untouched_file_is_unchanged() {
        Source source = sources.at(file.toUri(), null);

        assertThatCode(() -> source.verifyUnchanged(source.pin())).doesNotThrowAnyException();
    }

    @Test
    void a_file_of_the_same_size_and_time_is_another_nevertheless() throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin before = source.pin();
        FileTime time = Files.getLastModifiedTime(file);

        Path other = Files.writeString(root.resolve("other"), "9876543210");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertCode(() -> source.verifyUnchanged(before), ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void a_file_that_is_rewritten_in_place_under_its_old_time_is_another_nevertheless()
            throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin before = source.pin();
        FileTime time = Files.getLastModifiedTime(file);

        Files.writeString(file, "9876543210");
        Files.setLastModifiedTime(file, time);

        assertCode(() -> source.verifyUnchanged(before), ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void a_name_outside_the_roots_is_refused_before_anything_is_opened() {
        Source outside = sources.at(directory.resolve("absent").toUri(), null);
        Source inside = sources.at(root.resolve("absent").toUri(), null);

        assertCode(outside::checkAllowed, ErrorCode.SOURCE_NOT_ALLOWED);
        assertThatCode(inside::checkAllowed).doesNotThrowAnyException();
    }

    @Test
    void a_file_that_is_not_there_is_not_found() {
        assertCode(() -> pin(root.resolve("none.mp4")), ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void outside_the_roots_not_even_absence_is_reported() throws Exception {
        Path outside = Files.writeString(directory.resolve("secret"), "s");

        assertCode(() -> pin(outside), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(() -> pin(directory.resolve("absent")), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(() -> pin(root.resolve("../secret")), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(
                () -> pin(directory.resolve("captures-of-others/x")), ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void a_link_that_leaves_the_roots_is_refused_and_one_that_stays_is_not() throws Exception {
        Path outside = Files.writeString(directory.resolve("secret"), "s");
        Path leaving = Files.createSymbolicLink(root.resolve("leaving"), outside);
        Path staying = Files.createSymbolicLink(root.resolve("staying"), file);

        assertCode(() -> pin(leaving), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(() -> open(leaving), ErrorCode.SOURCE_NOT_ALLOWED);
        assertThat(sources.at(staying.toUri(), null).pin().sizeBytes()).isEqualTo(10);
    }

    @Test
    void a_file_that_becomes_a_leaving_link_is_not_opened() throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin pin = source.pin();
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(directory.resolve("secret"), "s"));

        assertCode(() -> source.open(pin, 0, 1).close(), ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void whether_a_link_that_leaves_the_roots_leads_anywhere_is_not_disclosed() throws Exception {
        Path absent = Files.createSymbolicLink(root.resolve("a"), directory.resolve("absent"));
        Path present =
                Files.createSymbolicLink(
                        root.resolve("b"), Files.writeString(directory.resolve("x"), "s"));
        Path out = Files.createSymbolicLink(root.resolve("out"), directory);

        for (Path link :
                List.of(
                        absent,
                        present,
                        out.resolve("x"),
                        out.resolve("absent"),
                        out.resolve("x/y"),
                        out.resolve("absent/y"))) {
            assertCode(() -> pin(link), ErrorCode.SOURCE_NOT_ALLOWED)
                    .hasMessageContaining("is not below a directory that file: may read");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_path_costs_as_much_as_there_is_of_it_however_many_levels_it_names() {
        AtomicInteger held = new AtomicInteger();
        Descriptors counting =
                path -> {
                    held.incrementAndGet();
                    return new LinuxDescriptors().hold(path);
                };
        FileSources counted = new FileSources(List.of(root), counting, Duration.ofSeconds(30));
        URI deep = URI.create(root.toUri() + "d/".repeat(50_000) + "x.mp4");

        assertCode(() -> counted.at(deep, null).pin(), ErrorCode.SOURCE_NOT_FOUND)
                .hasMessageEndingWith("is its directory mounted?")
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(5000));
        assertThat(held).hasValueLessThan(5);
    }

    /** As a network file system may fail at any moment, also between two questions. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @EnabledOnOs(OS.LINUX)
    void a_root_that_cannot_be_resolved_for_the_moment_forbids_nothing(boolean exists) {
        Descriptors losingTheRoot =
                path -> {
                    Descriptors.Held held = new LinuxDescriptors().hold(path);
                    if (Files.exists(root)) {
                        Files.move(root, directory.resolve("away"));
                    }
                    return held;
                };
        FileSources losing = new FileSources(List.of(root), losingTheRoot, Duration.ofSeconds(30));
        Path path = exists ? file : root.resolve("absent.mp4");

        assertFault(
                () -> losing.at(path.toUri(), null).pin(),
                TransientFault.class,
                ErrorCode.SOURCE_UNREADABLE);
    }

    /** At once, or while it is asked where what is absent would have been. */
    @ParameterizedTest
    @ValueSource(strings = {"errno 107", "absent"})
    @EnabledOnOs(OS.LINUX)
    void a_share_behind_a_link_that_fails_for_the_moment_forbids_nothing(String first)
            throws Exception {
        Path share = Files.createDirectory(directory.resolve("share"));
        Path today = Files.createSymbolicLink(root.resolve("today"), share);
        Path recording = today.resolve("x.mp4");
        Descriptors disconnected =
                path -> {
                    if (path.equals(recording) && first.equals("absent")) {
                        throw new NoSuchFileException(path.toString());
                    }
                    if (path.startsWith(today)) {
                        throw new FileSystemException(path.toString(), null, "errno 107");
                    }
                    return new LinuxDescriptors().hold(path);
                };
        FileSources losing =
                new FileSources(List.of(root, share), disconnected, Duration.ofSeconds(30));

        assertFault(
                () -> losing.at(recording.toUri(), null).pin(),
                TransientFault.class,
                ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void permissions_that_cannot_be_asked_for_are_not_taken_for_missing_ones() {
        Descriptors failing =
                path ->
                        new LostOnceExamined(
                                new LinuxDescriptors().hold(path), new AtomicInteger());
        FileSources losing = new FileSources(List.of(root), failing, Duration.ofSeconds(30));

        assertFault(
                () -> losing.at(file.toUri(), null).pin(),
                TransientFault.class,
                ErrorCode.SOURCE_UNREADABLE);
    }

    /** Of which its file system gives the attributes, and then errors only. */
    private record LostOnceExamined(Descriptors.Held held, AtomicInteger asked)
            implements Descriptors.Held {
        @Override
        public Path realPath() throws IOException {
            return held.realPath();
        }

        @Override
        public Path handle() {
            return asked.getAndIncrement() == 0 ? held.handle() : Path.of("x".repeat(300));
        }

        @Override
        public LinkOption[] options() {
            return held.options();
        }

        @Override
        public void close() {
            held.close();
        }
    }

    @Test
    void what_is_missing_below_a_root_is_not_found_wherever_the_path_breaks_off() {
        assertCode(() -> pin(root.resolve("no/such/x.mp4")), ErrorCode.SOURCE_NOT_FOUND);
        assertCode(() -> open(file.resolve("x.mp4")), ErrorCode.SOURCE_NOT_FOUND);
        assertCode(() -> pin(root.resolve("x".repeat(300))), ErrorCode.SOURCE_NOT_FOUND);
        Path unmounted = directory.resolve("unmounted");
        assertCode(
                () ->
                        new FileSources(List.of(unmounted))
                                .at(unmounted.resolve("x.mp4").toUri(), null)
                                .pin(),
                ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void a_root_may_itself_be_a_link() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        Source source =
                new FileSources(List.of(link)).at(link.resolve(file.getFileName()).toUri(), null);

        assertThat(source.pin().sizeBytes()).isEqualTo(10);
    }

    @Test
    void directories_and_empty_files_are_no_recordings() throws Exception {
        Path empty = Files.createFile(root.resolve("empty.mp4"));

        assertCode(() -> pin(root), ErrorCode.SOURCE_UNREADABLE);
        assertCode(() -> open(root), ErrorCode.SOURCE_UNREADABLE);
        assertCode(() -> pin(empty), ErrorCode.SOURCE_UNREADABLE).hasMessageContaining("is empty");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fifos_sockets_and_devices_are_not_even_opened() throws Exception {
        Path fifo = FileRacesTest.fifo(root.resolve("fifo.mp4"));
        Path socket = root.resolve("socket.mp4");
        Source device =
                new FileSources(List.of(Path.of("/dev"))).at(Path.of("/dev/zero").toUri(), null);
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(socket))) {
            assertThat(server.isOpen()).isTrue();
            for (Path odd : List.of(fifo, socket)) {
                assertCode(() -> pin(odd), ErrorCode.SOURCE_UNREADABLE)
                        .hasMessageContaining("is not a regular file");
                assertCode(() -> open(odd), ErrorCode.SOURCE_UNREADABLE);
            }
            assertCode(device::pin, ErrorCode.SOURCE_UNREADABLE);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_name_may_have_any_bytes() throws Exception {
        URI latin1 = URI.create(root.toUri() + "gr%F6%DFe%20%25.mp4");
        Files.writeString(Path.of(latin1), "latin-1");
        Source source = sources.at(latin1, null);

        try (InputStream in = source.open(source.pin(), 0, 7)) {
            assertThat(in.readNBytes(7)).asString().isEqualTo("latin-1");
        }
    }

    /** What other systems than Linux are left with. */
    @Test
    void a_system_without_descriptors_reads_by_the_real_path() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        FileSources checked =
                new FileSources(List.of(link), new RealPaths(), Duration.ofSeconds(30));
        Path leaving =
                Files.createSymbolicLink(
                        root.resolve("leaving"), Files.writeString(directory.resolve("x"), "s"));
        Source source = checked.at(link.resolve(file.getFileName()).toUri(), null);

        try (InputStream in = source.open(source.pin(), 3, 4)) {
            assertThat(in.readNBytes(4)).asString().isEqualTo("3456");
        }
        assertCode(
                () -> checked.at(link.resolve(leaving.getFileName()).toUri(), null).pin(),
                ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(
                () -> checked.at(link.resolve("none").toUri(), null).pin(),
                ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void a_scheme_that_is_not_configured_is_not_allowed() {
        Sources all = new Sources(Map.of("file", sources));

        assertThat(all.at(file.toUri(), null).pin().sizeBytes()).isEqualTo(10);
        assertCode(
                        () -> all.at(URI.create("https://h/x.mp4?sig=secret"), null),
                        ErrorCode.SOURCE_NOT_ALLOWED)
                .hasMessageContaining("[file]")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_query_is_refused_without_being_quoted() {
        URI uri = URI.create("file:///captures/a.mp4?token=secret");
        assertCode(() -> sources.at(uri, null), ErrorCode.SOURCE_NOT_ALLOWED)
                .hasMessageContaining("file:")
                .hasMessageNotContaining("secret");
    }

    private void pin(Path path) {
        sources.at(URI.create("file://" + path.toAbsolutePath()), null).pin();
    }

    private void open(Path path) throws IOException {
        sources.at(path.toUri(), null).open(new Pin(1, ""), 0, 1).close();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertCode(
            ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
