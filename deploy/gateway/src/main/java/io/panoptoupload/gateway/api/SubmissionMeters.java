package io.panoptoupload.gateway.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.Command;

import org.springframework.web.ErrorResponseException;

import java.util.Locale;

/** Requests and commands from everywhere, by what became of them. */
final class SubmissionMeters {
    private final MeterRegistry meters;

    SubmissionMeters(MeterRegistry meters) {
        this.meters = meters;
        for (Command command : Command.values()) {
            for (Result result : Result.values()) {
                counter(command, result).increment(0);
            }
        }
    }

    private enum Result {
        ACCEPTED,
        INVALID,
        UNKNOWN,
        CONFLICT,
        FAILED;

        static Result of(ErrorResponseException refusal) {
            return switch (refusal.getStatusCode().value()) {
                case 404 -> UNKNOWN;
                case 409 -> CONFLICT;
                default -> INVALID;
            };
        }
    }

    /** Takes one. */
    interface Submission {
        Submissions.Receipt take() throws InterruptedException;
    }

    Submissions.Receipt count(Command command, Submission submission) throws InterruptedException {
        Result result = Result.FAILED;
        try {
            Submissions.Receipt receipt = submission.take();
            result = Result.ACCEPTED;
            return receipt;
        } catch (Problem refusal) {
            result = Result.of(refusal);
            throw refusal;
        } finally {
            counter(command, result).increment();
        }
    }

    private Counter counter(Command command, Result result) {
        return Counter.builder("panopto.gateway.requests")
                .description("Requests and commands, by command and result")
                .tag("command", command.wireName())
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
