package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/**
 * The bytes of one part, reopened as often as the SDK asks: once over https, twice over http, where
 * it hashes them first. What counts is the last reading, which is the one that was sent.
 */
final class PartBody implements ContentStreamProvider, AutoCloseable {
    private final Source source;
    private final Pin pin;
    private final long offset;
    private final int length;
    private final boolean withCrc32c;
    private final LongConsumer moved;
    private long inFlight;
    private @Nullable PartStream latest;
    private @Nullable Exception notOpened;

    /**
     * Opens nothing yet.
     *
     * @param moved called whenever bytes of it leave, and with fewer than none when they are no
     *     longer in flight
     */
    PartBody(Content content, int part, boolean withCrc32c, LongConsumer moved) {
        this.source = content.source();
        this.pin = content.pin();
        this.offset = content.plan().offset(part);
        this.length = content.plan().length(part);
        this.withCrc32c = withCrc32c;
        this.moved = moved;
    }

    @Override
    public InputStream newStream() {
        close();
        latest = null;
        notOpened = null;
        try {
            InputStream in = source.open(pin, offset, length);
            latest = new PartStream(in, length, withCrc32c, this::left);
            return latest;
        } catch (IOException e) {
            notOpened = e;
            throw new UncheckedIOException(e);
        } catch (Fault e) {
            notOpened = e;
            throw e;
        }
    }

    private void left(long bytes) {
        inFlight += bytes;
        moved.accept(bytes);
    }

    /** None of its bytes is in flight any more: they are confirmed, or will be sent again. */
    void landed() {
        left(-inFlight);
    }

    int length() {
        return length;
    }

    /**
     * The reading that was sent; all of it.
     *
     * @throws TransientFault PANOPTO_UNAVAILABLE if it was taken before it was sent to its end
     */
    PartStream sent() {
        if (latest == null || !latest.complete()) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto's storage confirmed a part of %s before it had all of it; it is sent again"
                            .formatted(source.name()));
        }
        return latest;
    }

    /** The source's fault, if it caused a failure; null otherwise. */
    @Nullable Fault sourceFault() {
        Exception failure = latest == null ? notOpened : latest.failure();
        if (failure == null) {
            // Storage does not wait for ever for a source that drips.
            return latest == null ? null : latest.slowness();
        }
        if (failure instanceof Fault fault) {
            return fault;
        }
        if (failure instanceof SourceFailure known) {
            return known.fault();
        }
        return failure instanceof EOFException
                ? new TransientFault(
                        ErrorCode.SOURCE_CHANGED,
                        "%s has become shorter while it was being sent".formatted(source.name()),
                        failure)
                : new TransientFault(
                        ErrorCode.SOURCE_UNREADABLE,
                        "%s cannot be read just now (%s)"
                                .formatted(source.name(), failure.getClass().getSimpleName()),
                        failure);
    }

    @Override
    public void close() {
        landed();
        if (latest != null) {
            try {
                latest.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
