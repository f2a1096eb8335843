package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a process meets that decides on a record: as the record's key says, the end of all memory,
 * the end of the stack, or a halt until the test lets it go on. Runs inside of workers and trials,
 * where {@link MeddledWorker} puts it.
 */
public final class Encounter {
    static final String TAKES_ALL_MEMORY = "takes-all-memory";
    static final String TAKES_ALL_STACK = "takes-all-stack";
    static final String HALTS = "halts";
    static final String RESOURCE = "/encounters";

    private Encounter() {}

    /** Called first thing when a record is read. */
    public static void with(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (key.startsWith(TAKES_ALL_MEMORY)) {
            takeAllMemory();
        } else if (key.startsWith(TAKES_ALL_STACK)) {
            takeAllStack(0);
        } else if (key.startsWith(HALTS)) {
            halt(Thread.currentThread().getName().startsWith("intake-") ? "worker" : "trial");
        }
    }

    private static void takeAllMemory() {
        byte[][] taken = new byte[1024 * 1024][];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = new byte[1024 * 1024];
        }
    }

    private static long takeAllStack(long depth) {
        return depth < 0 ? 0 : 1 + takeAllStack(depth + 1);
    }

    private static void halt(String where) {
        try (InputStream in =
                Objects.requireNonNull(Encounter.class.getResourceAsStream(RESOURCE))) {
            Path marks = Path.of(new String(in.readAllBytes(), UTF_8));
            Path mark = marks.resolve(where + "-" + ProcessHandle.current().pid());
            Files.writeString(mark, "");
            while (!Files.exists(marks.resolve(where + "-goes-on"))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
