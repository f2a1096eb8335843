package io.panoptoupload.worker.it;

import static java.lang.constant.ConstantDescs.CD_void;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Classes with which workers and their trials meet an {@link Encounter} when they read a record:
 * the decoder as it was compiled, with one call in front.
 */
final class MeddledWorker {
    private static final String DECODER = "/io/panoptoupload/worker/request/RequestDecoder.class";
    private static final MethodTypeDesc MEETS =
            MethodTypeDesc.of(
                    CD_void, ClassDesc.of("org.apache.kafka.clients.consumer.ConsumerRecord"));

    private final Path classes;
    private final Path marks;

    MeddledWorker(Path directory) throws IOException {
        this.classes = Files.createDirectories(directory.resolve("classes"));
        this.marks = Files.createDirectories(directory.resolve("marks"));
        write(DECODER, meddled(read(DECODER)));
        String encounter = "/" + Encounter.class.getName().replace('.', '/') + ".class";
        write(encounter, read(encounter));
        Files.writeString(classes.resolve(Encounter.RESOURCE.substring(1)), marks.toString());
    }

    /** In front of the worker's own. */
    Path classes() {
        return classes;
    }

    /** Waits for a process that halts at a record, and returns its id. */
    long awaitHalt(String where) {
        Path mark =
                Awaitility.await(where + " that halts")
                        .until(() -> mark(where), Optional::isPresent)
                        .orElseThrow();
        try {
            Files.delete(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Long.parseLong(mark.getFileName().toString().substring(where.length() + 1));
    }

    private Optional<Path> mark(String where) throws IOException {
        try (Stream<Path> all = Files.list(marks)) {
            return all.filter(each -> each.getFileName().toString().matches(where + "-\\d+"))
                    .findFirst();
        }
    }

    /** From here on nothing halts there. */
    void goOn(String where) throws IOException {
        Files.writeString(marks.resolve(where + "-goes-on"), "");
    }

    private static byte[] meddled(byte[] decoder) {
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(decoder),
                ClassTransform.transformingMethodBodies(
                        MeddledWorker::readsRecords, new EncounterFirst()));
    }

    private static boolean readsRecords(MethodModel method) {
        return method.methodName().equalsString("decode")
                && method.methodTypeSymbol().parameterList().equals(MEETS.parameterList());
    }

    private static final class EncounterFirst implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.aload(1).invokestatic(ClassDesc.of(Encounter.class.getName()), "with", MEETS);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MeddledWorker.class.getResourceAsStream(resource))) {
            return in.readAllBytes();
        }
    }

    private void write(String resource, byte[] bytes) throws IOException {
        Path file = classes.resolve(resource.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
