package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

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
    void anyRangeOfAFileCanBeReadAnyNumberOfTimes() throws Exception {
        Source source = sources.at(file.toUri(), null);

        for (int i = 0; i < 2; i++) {
            try (InputStream in = source.open(source.pin(), 3, 4)) {
                assertThat(in.readNBytes(4)).asString().isEqualTo("3456");
            }
        }
    }

    @Test
    void aPinSurvivesBeingWrittenDown() {
        Pin pin = sources.at(file.toUri(), null).pin();

        assertThat(pin.sizeBytes()).isEqualTo(10);
        assertThat(Pin.parse(pin.text())).isEqualTo(pin);
        assertThat(pin.text()).hasSizeLessThan(100);
    }

    @Test
    void anUntouchedFileIsUnchanged() {
        Source source = sources.at(file.toUri(), null);

        assertThatCode(() -> source.verifyUnchanged(source.pin())).doesNotThrowAnyException();
    }

    @Test
    void aFileOfTheSameSizeAndTimeIsAnotherNevertheless() throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin before = source.pin();
        FileTime time = Files.getLastModifiedTime(file);

        Path other = Files.writeString(root.resolve("other"), "9876543210");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertCode(() -> source.verifyUnchanged(before), ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void aFileThatIsRewrittenInPlaceUnderItsOldTimeIsAnotherNevertheless() throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin before = source.pin();
        FileTime time = Files.getLastModifiedTime(file);

        Files.writeString(file, "9876543210");
        Files.setLastModifiedTime(file, time);

        assertCode(() -> source.verifyUnchanged(before), ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void aNameOutsideTheRootsIsRefusedBeforeAnythingIsOpened() {
        Source outside = sources.at(directory.resolve("absent").toUri(), null);
        Source inside = sources.at(root.resolve("absent").toUri(), null);

        assertCode(outside::checkAllowed, ErrorCode.SOURCE_NOT_ALLOWED);
        assertThatCode(inside::checkAllowed).doesNotThrowAnyException();
    }

    @Test
    void aFileThatIsNotThereIsNotFound() {
        assertCode(() -> pin(root.resolve("none.mp4")), ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void outsideTheRootsNotEvenAbsenceIsTold() throws Exception {
        Path outside = Files.writeString(directory.resolve("secret"), "s");

        assertCode(() -> pin(outside), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(() -> pin(directory.resolve("absent")), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(() -> pin(root.resolve("../secret")), ErrorCode.SOURCE_NOT_ALLOWED);
        assertCode(
                () -> pin(directory.resolve("captures-of-others/x")), ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void aLinkThatLeavesTheRootsIsRefusedAndOneThatStaysIsNot() throws Exception {
        Path outside = Files.writeString(directory.resolve("secret"), "s");
        Path leaving = Files.createSymbolicLink(root.resolve("leaving"), outside);
        Path staying = Files.createSymbolicLink(root.resolve("staying"), file);

        assertCode(() -> pin(leaving), ErrorCode.SOURCE_NOT_ALLOWED);
        assertThat(sources.at(staying.toUri(), null).pin().sizeBytes()).isEqualTo(10);
    }

    @Test
    void aFileThatBecomesALeavingLinkIsNotOpened() throws Exception {
        Source source = sources.at(file.toUri(), null);
        Pin pin = source.pin();
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(directory.resolve("secret"), "s"));

        assertCode(() -> source.open(pin, 0, 1).close(), ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void aRootMayItselfBeALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        Source source =
                new FileSources(List.of(link)).at(link.resolve(file.getFileName()).toUri(), null);

        assertThat(source.pin().sizeBytes()).isEqualTo(10);
    }

    @Test
    void directoriesAndEmptyFilesAreNoRecordings() throws Exception {
        Path empty = Files.createFile(root.resolve("empty.mp4"));

        assertCode(() -> pin(root), ErrorCode.SOURCE_UNREADABLE);
        assertCode(() -> pin(empty), ErrorCode.SOURCE_UNREADABLE).hasMessageContaining("is empty");
    }

    @Test
    void aSchemeThatIsNotConfiguredIsNotAllowed() {
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

    private static AbstractThrowableAssert<?, ? extends Throwable> assertCode(
            ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
