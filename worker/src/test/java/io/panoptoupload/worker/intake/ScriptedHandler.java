package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides every record, except for the failures that it was given to meet first. */
final class ScriptedHandler implements RecordRetries.Handler {
    /** What the next tries meet, whatever the record; dead letters included. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Offsets of records that can never be decided. */
    final Set<Long> undecidable = ConcurrentHashMap.newKeySet();

    final AtomicInteger tries = new AtomicInteger();
    final List<Long> decided = new CopyOnWriteArrayList<>();
    final List<Long> deadLetters = new CopyOnWriteArrayList<>();

    @Override
    public void decide(ConsumerRecord<byte[], byte[]> record) {
        tries.incrementAndGet();
        failNext();
        if (undecidable.contains(record.offset())) {
            throw new IllegalStateException("a bug");
        }
        decided.add(record.offset());
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        failNext();
        deadLetters.add(record.offset());
    }

    private void failNext() {
        switch (failures.poll()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError(e);
        }
    }
}
