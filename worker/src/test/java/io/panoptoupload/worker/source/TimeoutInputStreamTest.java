package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.transfer.SourceFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A file whose server goes while it is read. */
@Timeout(60)
class TimeoutInputStreamTest {
    private static final byte[] BYTES = "a lecture".repeat(100_000).getBytes(UTF_8);

    private final CountDownLatch hung = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void wake() {
        hung.countDown();
    }

    @Test
    void yields_what_the_file_holds() throws IOException {
        try (InputStream in = patient(Duration.ofSeconds(30), new ByteArrayInputStream(BYTES))) {
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 1, BYTES.length));
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_read_that_hangs_is_given_up_and_its_file_closed_when_it_returns() throws IOException {
        byte[] mine = new byte[10];
        try (InputStream in = patient(Duration.ofMillis(50), hanging())) {
            assertThatThrownBy(() -> in.read(mine))
                    .isInstanceOfSatisfying(
                            SourceFailure.class,
                            failure ->
                                    assertThat(failure.fault().code())
                                            .isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                    .hasMessageContaining("/mnt/x.mp4")
                    .hasMessageContaining("file system");
        }
        assertThat(closed).as("closing would hang as well").hasValue(0);
        hung.countDown();
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(mine).as("the reader's own").containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"ext4, false", "xfs, false", "nfs4, true", "cifs, true", "fuse.sshfs, true"})
    void only_what_a_machine_has_of_its_own_is_known_not_to_hang(String type, boolean mayHang) {
        assertThat(FileSystemKind.mayHang(type)).isEqualTo(mayHang);
    }

    @Test
    void the_kind_of_a_file_that_is_not_there_is_not_known(@TempDir Path directory) {
        assertThat(FileSystemKind.mayHang(directory.resolve("none.mp4"))).isTrue();
    }

    private InputStream patient(Duration patience, InputStream file) {
        return new TimeoutInputStream("/mnt/x.mp4", file, new BlockingFileExecutor(patience));
    }

    /** As a system call does: no interrupt ends it. */
    private InputStream hanging() {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("reads blocks");
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                boolean interrupted = false;
                while (hung.getCount() > 0) {
                    try {
                        hung.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                Arrays.fill(to, offset, offset + length, (byte) 1);
                return length;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }
}
