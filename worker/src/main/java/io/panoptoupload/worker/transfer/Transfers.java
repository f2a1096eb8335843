package io.panoptoupload.worker.transfer;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.fault.ImmediateRetries;
import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/**
 * Sends objects to Panopto's S3 endpoints, always as multipart uploads. One per worker; any number
 * of threads may send at once. Throws {@link io.panoptoupload.worker.fault.Fault}s, and {@link
 * io.panoptoupload.worker.fault.Interrupted} within about a second of an interrupt.
 */
public final class Transfers implements AutoCloseable {
    /** Is notified of every call that is repeated at once. */
    public interface Retries {
        void retried(String operation);
    }

    /**
     * Is notified of what Panopto has confirmed. Its exceptions end the transfer and are rethrown.
     */
    public interface Listener {
        /**
         * Called first.
         *
         * @param inFlight how many bytes have left in parts that are not confirmed; may be asked at
         *     any time, also within the other calls, where a part counts once: until {@link
         *     #confirmed} in here, and never after it
         */
        default void begins(LongSupplier inFlight) {}

        /** Returns before the first part is sent: record the id durably in here. */
        void started(String multipartId);

        /** One call at a time, in any order of parts, from any thread; may block. */
        void confirmed(int part, long bytes);

        /**
         * Called about ten times a second while parts are on their way, whether any is confirmed or
         * not: what waits to be recorded must not wait for the next part.
         */
        default void sending() {}

        /**
         * Bytes are on their way. Called about ten times a second while some are, confirmed or not:
         * a large part may take an hour where the bandwidth is limited, and is alive all the time.
         * So is a Complete, which storage may take minutes to respond to.
         */
        default void moving() {}

        /**
         * Nothing is sent, but the source is read: one without ranges up to the first part that is
         * missing, and any other once more from end to end where its checksum asks for that.
         */
        default void readAgain() {}

        /** Every part is confirmed, and the object is about to be completed. */
        default void allConfirmed() {}

        /** Asked when the sending thread is interrupted, each time: what may still end? */
        default Stopping stopping() {
            return Stopping.CUT;
        }
    }

    private final TransferSettings settings;
    private final Uplink uplink;
    private final S3Clients clients;
    private final TransferMeters meters;
    private final ImmediateRetries retries;

    /** Over a line that has not been used yet. */
    public Transfers(
            TransferSettings settings,
            @Nullable SSLContext trust,
            MeterRegistry meters,
            Retries retries) {
        this(settings, new Uplink(settings.bytesPerSecond()), trust, meters, retries);
    }

    /**
     * With the JVM's own trust when no {@code trust} is given.
     *
     * @param uplink not shared: what is in flight on it
     */
    public Transfers(
            TransferSettings settings,
            Uplink uplink,
            @Nullable SSLContext trust,
            MeterRegistry meters,
            Retries retries) {
        this.settings = settings;
        this.uplink = uplink;
        this.clients = new S3Clients(settings, trust);
        TransferMeters counts = new TransferMeters(meters);
        this.meters = counts;
        this.retries =
                new ImmediateRetries(
                        settings.retries(),
                        operation -> {
                            if (operation.equals(Multipart.SEND_PART)) {
                                counts.retried();
                            }
                            retries.retried(operation);
                        },
                        meters);
    }

    /**
     * The size of the parts of a file that is about to be planned, in bytes: smaller on a line that
     * is slow, or that has not been measured yet.
     *
     * @param wanted at most
     */
    public int partSize(int wanted) {
        return uplink.partSize(wanted, settings.connections());
    }

    /**
     * Sends what {@code parts} do not contain yet, and adds it there; then completes the object:
     * parts at once and in any order if the source has ranges, else one after the other. Faults
     * that ask the caller for more than another try: SOURCE_CHANGED (start over under a new object
     * name), UPLOAD_EXPIRED (check the upload's state), CHECKSUM_MISMATCH.
     */
    public SendOutcome send(
            S3Target target,
            String objectName,
            Content content,
            ConfirmedParts parts,
            Listener listener) {
        boolean isResumed = parts.multipartId() != null;
        Listener serial = new SerialListener(listener);
        ParallelTasks tasks = new ParallelTasks("sending " + objectName, serial);
        serial.begins(tasks::inFlight);
        Multipart multipart =
                new Multipart(
                        clients.at(target.endpoint()), target, objectName, retries, tasks, meters);
        try {
            if (content.pin().isDistrusted() || !content.source().hasRanges(content.pin())) {
                return new SequentialTransfer(content, multipart, tasks, serial, meters, uplink)
                        .run(parts);
            }
            return new ParallelTransfer(content, multipart, tasks, serial, meters, uplink)
                    .run(parts, settings.parts());
        } catch (NoSuchMultipart gone) {
            if (isResumed) {
                return new SendOutcome.InDoubt(gone.fault().getMessage());
            }
            throw gone.fault();
        }
    }

    /**
     * Sends a small object that is held in memory.
     *
     * @param stopping what may still end when the calling thread is interrupted
     */
    public SendOutcome sendBytes(
            S3Target target, String objectName, byte[] bytes, Supplier<Stopping> stopping) {
        Source source = new ByteSource(objectName, bytes, bytes.length);
        Content content =
                new Content(
                        source,
                        source.pin(),
                        PartPlan.of(bytes.length, PartPlan.USUAL_PART),
                        ExpectedBytes.UNKNOWN);
        Listener nobody =
                new Listener() {
                    @Override
                    public void started(String multipartId) {}

                    @Override
                    public void confirmed(int part, long bytes) {}

                    @Override
                    public Stopping stopping() {
                        return stopping.get();
                    }
                };
        return send(target, objectName, content, ConfirmedParts.none(), nobody);
    }

    @Override
    public void close() {
        clients.close();
    }
}
