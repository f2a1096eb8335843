package io.panoptoupload.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The fault rules in force. The first rule that fires for a request decides; all that match it
 * count it. Removing or replacing a rule releases what it holds back.
 */
public final class Faults {
    private final RandomGenerator random;
    private List<ActiveFault> active = List.of();

    Faults(RandomGenerator random) {
        this.random = random;
    }

    /** Replaces all rules; counts start over. */
    public void set(List<FaultRule> rules) {
        List<ActiveFault> next = new ArrayList<>();
        rules.forEach(rule -> next.add(activate(rule)));
        replace(next).forEach(ActiveFault::release);
    }

    /** Adds a rule to those in force. Returns its id. */
    public synchronized String add(FaultRule rule) {
        ActiveFault added = activate(rule);
        List<ActiveFault> next = new ArrayList<>(active);
        next.add(added);
        active = List.copyOf(next);
        return String.valueOf(added.rule().id());
    }

    /** Removes one rule and releases what it holds back. Returns whether it was there. */
    public synchronized boolean remove(String id) {
        List<ActiveFault> removed =
                active.stream().filter(fault -> id.equals(fault.rule().id())).toList();
        active = active.stream().filter(fault -> !removed.contains(fault)).toList();
        removed.forEach(ActiveFault::release);
        return !removed.isEmpty();
    }

    /** Removes all rules and releases what they hold back. */
    public void clear() {
        set(List.of());
    }

    /** How often the rule of that id fired; 0 if there is none. */
    public long fired(String id) {
        return report(id).map(ActiveFault.Report::fired).orElse(0L);
    }

    /** How many requests or late effects the rule of that id holds back now. */
    public int waiting(String id) {
        return report(id).map(ActiveFault.Report::waiting).orElse(0);
    }

    synchronized List<ActiveFault.Report> report() {
        return active.stream().map(ActiveFault::report).toList();
    }

    /** Counts a request, and says what is to go wrong with it. */
    synchronized Optional<ActiveFault> next(Operation operation, String target) {
        ActiveFault first = null;
        for (ActiveFault fault : active) {
            if (fault.wants(operation, target) && first == null) {
                first = fault;
            }
        }
        if (first != null) {
            first.fire();
        }
        return Optional.ofNullable(first);
    }

    private Optional<ActiveFault.Report> report(String id) {
        return report().stream().filter(one -> id.equals(one.rule().id())).findFirst();
    }

    private synchronized List<ActiveFault> replace(List<ActiveFault> next) {
        List<ActiveFault> before = active;
        active = List.copyOf(next);
        return before;
    }

    private ActiveFault activate(FaultRule rule) {
        FaultRule named = rule.id() != null ? rule : rule.withId(UUID.randomUUID().toString());
        return new ActiveFault(named, random);
    }
}
