package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.http.StorageHttpClient;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;

/**
 * One client per endpoint over one pool of connections, set up for a server that takes bodies
 * literally: what is not plain bytes of a known length becomes part of the recording.
 */
final class S3Clients implements AutoCloseable {
    private final SdkHttpClient http;
    private final Map<URI, S3Client> clients = new ConcurrentHashMap<>();

    S3Clients(TransferSettings settings, @Nullable SSLContext trust) {
        this.http =
                new StorageHttpClient(
                        settings.connections(),
                        settings.connectTimeout(),
                        settings.idleTimeout(),
                        settings.bytesPerSecond(),
                        trust);
    }

    S3Client at(URI endpoint) {
        return clients.computeIfAbsent(endpoint, this::client);
    }

    private S3Client client(URI endpoint) {
        return S3Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                // Panopto checks neither keys nor region; given here, none is looked for elsewhere.
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("panopto", "panopto")))
                // Panopto stores the framing of aws-chunked bodies as file content.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
                .overrideConfiguration(sdk ->
                        sdk.addExecutionInterceptor(new StorageResponses())
                                .retryStrategy(AwsRetryStrategy.doNotRetry())
                                .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    @Override
    public void close() {
        clients.values().forEach(S3Client::close);
        http.close();
    }
}
