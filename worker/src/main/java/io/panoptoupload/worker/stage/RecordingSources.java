package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Checksum;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.manifest.ObjectNames;
import io.panoptoupload.worker.source.ContentSniffer;
import io.panoptoupload.worker.source.Purpose;
import io.panoptoupload.worker.source.SourceUri;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.ExpectedBytes;
import io.panoptoupload.worker.transfer.PartPlan;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/** From the sources that a request names to sources that can be read. */
public final class RecordingSources {
    /** As files have one, with a letter in it: not the end of "Exercise 1.2". */
    private static final Pattern EXTENSION =
            Pattern.compile("\\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,10}$");

    private final Sources sources;
    private final IntSupplier partSize;

    /** Plans parts of one size, in bytes. */
    public RecordingSources(Sources sources, int partSize) {
        this(sources, () -> partSize);
    }

    /**
     * Plans the parts of each file as they should be when it begins.
     *
     * @param partSize asked then, in bytes
     */
    public RecordingSources(Sources sources, IntSupplier partSize) {
        this.sources = sources;
        this.partSize = partSize;
    }

    /**
     * The source that a request names; nothing is opened yet.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault if this worker may not read the source
     */
    public Source open(io.panoptoupload.messages.Source named) {
        return sources.at(uri(named), named.credential());
    }

    /**
     * Whether this worker may read a source at all; the file itself is checked later.
     *
     * @throws PermanentFault SOURCE_NOT_ALLOWED with the reason
     */
    public void checkAllowed(io.panoptoupload.messages.Source named) {
        open(named).checkAllowed();
    }

    /**
     * The parts of a file; the largest if its size is not known, since only they let it have any.
     *
     * @param size in bytes, or {@link Pin#UNKNOWN_SIZE}
     */
    PartPlan plan(long size) {
        return size == Pin.UNKNOWN_SIZE
                ? PartPlan.ofUnknown()
                : PartPlan.of(size, partSize.getAsInt());
    }

    /** A source's size as its pin has it, or else the requester; {@link Pin#UNKNOWN_SIZE}. */
    static long size(io.panoptoupload.messages.Source named, Pin pin) {
        Long declared = named.sizeBytes();
        return pin.sizeBytes() == Pin.UNKNOWN_SIZE && declared != null ? declared : pin.sizeBytes();
    }

    /**
     * Checks every file of a recording before anything is sent.
     *
     * @return what each of them is now
     * @throws io.panoptoupload.worker.fault.Fault for the first file that cannot be sent
     */
    List<Pin> checkAll(StageContext context) {
        List<Pin> pins = new ArrayList<>();
        for (RecordingFiles.Named file : RecordingFiles.of(context.remaining()).files()) {
            Source source = open(file.source());
            Pin pin = source.pin();
            PartPlan _ = plan(size(file.source(), pin));
            checkContent(source, file.purpose());
            pins.add(pin);
            context.progressed();
        }
        return pins;
    }

    /** A file as it is recorded before anything of it is sent. */
    UploadFile begun(Upload upload, int index, int restart, RecordingFiles.Named named, Pin pin) {
        long size = size(named.source(), pin);
        return new UploadFile(
                objectName(upload, index, restart, fileName(named)),
                restart,
                size,
                pin.text(),
                plan(size).partSize(),
                null,
                null,
                null);
    }

    /**
     * Earlier versions do not see which names a chunked upload has in use, and would give them to
     * other bytes: these are names that they never give.
     */
    private static String objectName(Upload upload, int index, int restart, String original) {
        return upload.usesChunks()
                ? ObjectNames.ofChunked(index, restart, original)
                : ObjectNames.of(index, restart, original);
    }

    /**
     * What a source is now.
     *
     * @param upload of which it is a part
     * @throws Fault all that {@link Source#pin} throws
     */
    static Pin pin(Source source, Purpose purpose, Upload upload) {
        try {
            return source.pin();
        } catch (PermanentFault e) {
            throw classified(e, source, purpose, upload);
        }
    }

    /** What a fault of a source means: it was no page when the upload was begun. */
    static Fault classified(PermanentFault fault, Source source, Purpose purpose, Upload upload) {
        if (fault.code() == ErrorCode.SOURCE_UNREADABLE) {
            checkNoPage(source, purpose, upload);
        }
        return fault;
    }

    /** The same of what its server does that holds only before anything was sent. */
    static Fault classified(PermanentFault fault, Upload upload) {
        return fault.holdsOnlyBeforeTransfer() && upload.isBegun()
                ? new TransientFault(ErrorCode.SOURCE_UNREADABLE, fault.getMessage())
                : fault;
    }

    /**
     * Whether it is not one for a while only.
     *
     * @throws TransientFault SOURCE_UNREADABLE
     */
    static void checkNoPage(Source source, Purpose purpose, Upload upload) {
        if (upload.isBegun()
                && purpose != Purpose.ATTACHMENT
                && ContentSniffer.isPage(source.beginning(), purpose)) {
            throw new TransientFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s cannot be read just now (a page came instead of it, perhaps a login)"
                            .formatted(source.name()),
                    null);
        }
    }

    /**
     * Whether a source begins as its purpose allows, and not with the page of a server that wants
     * somebody to log in, or shows an error.
     *
     * @throws PermanentFault SOURCE_UNREADABLE
     */
    static void checkContent(Source source, Purpose purpose) {
        Optional<String> page =
                purpose == Purpose.ATTACHMENT
                        ? Optional.empty()
                        : ContentSniffer.what(source.beginning(), purpose);
        if (page.isPresent()) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s is %s, not %s: either it is another file, or its server requires a login; give an address or a credential that opens the file itself, then send a retry command"
                            .formatted(source.name(), page.get(), withArticle(purpose)));
        }
    }

    private static String withArticle(Purpose purpose) {
        return switch (purpose) {
            case RECORDING -> "a recording";
            case CAPTIONS -> "captions";
            case PRESENTATION -> "a presentation";
            case IMAGE -> "an image";
            case ATTACHMENT -> "an attachment";
        };
    }

    /**
     * What the requester says of the bytes.
     *
     * @throws IllegalArgumentException for a checksum that its algorithm cannot have
     */
    public static ExpectedBytes expected(io.panoptoupload.messages.Source named) {
        @Nullable Checksum checksum = named.checksum();
        if (checksum == null || checksum.algorithm() == null) {
            return new ExpectedBytes(named.sizeBytes(), null);
        }
        return new ExpectedBytes(
                named.sizeBytes(),
                new ExpectedBytes.Checksum(
                        ExpectedBytes.Algorithm.valueOf(checksum.algorithm().name()),
                        checksum.value()));
    }

    /** For an object name that people can read, with an extension if there is any. */
    static String fileName(RecordingFiles.Named named) {
        @Nullable String path = uri(named.source()).getPath();
        String own = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        if (named.purpose() == Purpose.CAPTIONS) {
            // Timed Text, by the one of its extensions that no manifest has.
            own = own.replaceFirst("(?i)\\.xml$", ".ttml");
        }
        int dot = own.lastIndexOf('.');
        String extension = dot < 0 ? "" : own.substring(dot);
        String name = Objects.requireNonNullElse(named.name(), "").replaceAll("[/\\\\]", " ");
        boolean whole = name.endsWith(extension) || EXTENSION.matcher(name).find();
        return name.isBlank() ? own : name + (whole ? "" : extension);
    }

    private static URI uri(io.panoptoupload.messages.Source named) {
        return SourceUri.of(named.uri());
    }
}
