package io.panoptoupload.worker.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpResponse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Accepts only responses of storage itself. Pages, texts and empty bodies come from a proxy, a
 * firewall or a captive portal, whatever the status: a 200 confirms nothing, and another status
 * decides nothing.
 */
final class StorageResponses implements ExecutionInterceptor {
    /** Storage's own are some hundred bytes. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final Pattern ERROR =
            Pattern.compile(
                    "<(?:\\w+:)?Error\\b.*<(?:\\w+:)?Code>\\s*\\w+\\s*</.*", Pattern.DOTALL);

    /** What is in a result of CompleteMultipartUpload, by the S3 API's reference. */
    private static final Pattern COMPLETED =
            Pattern.compile(
                    "<(?:\\w+:)?CompleteMultipartUploadResult\\b.*"
                            + "|<(?:\\w+:)?\\w+\\b[^>]*>.*<(?:\\w+:)?(?:ETag|Key|Location)>.*",
                    Pattern.DOTALL);

    /** Something other than storage responded; the cause of the exception that the SDK throws. */
    static final class NotStorage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final boolean page;
        private final transient @Nullable Duration retryAfter;

        private NotStorage(SdkHttpResponse response, boolean page) {
            super("not storage's own response");
            this.status = response.statusCode();
            this.page = page;
            this.retryAfter = S3Errors.retryAfter(response);
        }

        int status() {
            return status;
        }

        /** Whether it is a page for people. */
        boolean isPage() {
            return page;
        }

        @Nullable Duration retryAfter() {
            return retryAfter;
        }
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        byte[] body = context.responseBody().map(StorageResponses::read).orElse(new byte[0]);
        String text = Markup.fromRoot(new String(body, UTF_8));
        SdkHttpResponse response = context.httpResponse();
        @Nullable String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (!isFromStorage(response.statusCode(), operation, text)) {
            throw SdkClientException.create(
                    "not storage's", new NotStorage(response, text.startsWith("<")));
        }
        // The SDK's parser takes nothing before the declaration; S3 sends blanks while it works.
        return Optional.of(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static boolean isFromStorage(int status, @Nullable String operation, String text) {
        if (status == 407 || status == 421) {
            return false;
        }
        boolean succeeded = status >= 200 && status < 300;
        if (ERROR.matcher(text).matches()) {
            // Only Complete begins its response before it knows how it ends; the SDK sees that.
            return !succeeded || "CompleteMultipartUpload".equals(operation);
        }
        if (!succeeded) {
            // Without storage's own error code the rejection is only counted, and what is confirmed
            // is kept (UploadFile).
            return text.isEmpty() && (status == 403 || status == 404 || status == 409);
        }
        return switch (operation) {
            case "CompleteMultipartUpload" -> COMPLETED.matcher(text).matches();
            case "UploadPart" -> text.isEmpty();
            case null, default -> text.startsWith("<");
        };
    }

    private static byte[] read(InputStream body) {
        try (body) {
            return body.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw SdkClientException.create("the response broke off", e);
        }
    }
}
