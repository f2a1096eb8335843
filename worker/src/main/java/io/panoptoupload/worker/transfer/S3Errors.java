package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.RetryAfter;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What the refusals of S3 services say, as far as the SDK understands them. */
public final class S3Errors {
    private S3Errors() {}

    /** The code of the error document; empty where there is none. */
    public static String code(AwsServiceException refused) {
        @Nullable AwsErrorDetails details = refused.awsErrorDetails();
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }

    public static @Nullable Duration retryAfter(AwsServiceException refused) {
        @Nullable AwsErrorDetails details = refused.awsErrorDetails();
        return details == null ? null : retryAfter(details.sdkHttpResponse());
    }

    static @Nullable Duration retryAfter(@Nullable SdkHttpResponse response) {
        return response == null
                ? null
                : RetryAfter.parse(
                        response.firstMatchingHeader("Retry-After").orElse(null), Instant.now());
    }
}
