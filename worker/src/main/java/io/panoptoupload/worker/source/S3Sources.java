package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.http.TimeLimits;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.http.Bandwidth;
import io.panoptoupload.worker.transfer.http.StorageHttpClient;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Objects in buckets that the operator allows, as {@code s3://account/bucket/key}. */
public final class S3Sources implements Sources.Scheme, AutoCloseable {
    /**
     * For a connection, the head of the response, and the little that is read of one for its head.
     */
    private static final int HEAD_TIMEOUTS = 3;

    private final S3Settings settings;
    private final SdkHttpClient http;
    private final Map<String, S3Client> clients = new ConcurrentHashMap<>();
    private final TimeLimits limits = new TimeLimits();

    public S3Sources(S3Settings settings) {
        this.settings = settings;
        this.http =
                new StorageHttpClient(
                        settings.connections(),
                        settings.connectTimeout(),
                        settings.readTimeout(),
                        () -> Bandwidth.UNLIMITED,
                        settings.tls());
    }

    /** Asks no service; the account is named by the URI, so that no other credential is needed. */
    @Override
    public Source at(URI uri, @Nullable String credential) {
        String path = Objects.requireNonNullElse(uri.getPath(), "");
        int slash = path.indexOf('/', 1);
        if (uri.getRawAuthority() == null
                || slash < 2
                || slash == path.length() - 1
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw notAllowed(
                    "An s3: source is s3://account/bucket/key, the key encoded as in any URI");
        }
        S3Place place =
                new S3Place(
                        uri.getRawAuthority(), path.substring(1, slash), path.substring(slash + 1));
        S3Account account = settings.accounts().get(place.account());
        if (account == null) {
            throw notAllowed(
                    "%s names an account that this worker does not have; configured below worker.sources.s3: %s"
                            .formatted(place, new TreeSet<>(settings.accounts().keySet())));
        }
        if (!account.buckets().matches(place.bucket())) {
            throw notAllowed(
                    "%s is in a bucket that may not be read (worker.sources.s3.%s.buckets: %s)"
                            .formatted(place, place.account(), account.buckets()));
        }
        return new S3Source(
                place,
                clients.computeIfAbsent(place.account(), _ -> client(account)),
                limits,
                headLimit());
    }

    /** Everything is given here, so that no profile, variable or instance metadata is asked. */
    private S3Client client(S3Account account) {
        return S3Client.builder()
                .httpClient(http)
                .endpointOverride(account.endpoint())
                .forcePathStyle(account.pathStyle())
                .region(Region.of(account.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        account.accessKeyId(), account.secretAccessKey())))
                // Ranges have no checksums; the bytes are proven by what the requester says of
                // them.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(sdk ->
                        sdk.retryStrategy(AwsRetryStrategy.doNotRetry())
                                // Until the head of the response is there; its body is another
                                // matter.
                                .apiCallTimeout(headLimit())
                                .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    private Duration headLimit() {
        return settings.readTimeout().multipliedBy(HEAD_TIMEOUTS);
    }

    private static PermanentFault notAllowed(String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, why);
    }

    @Override
    public void close() {
        limits.close();
        clients.values().forEach(S3Client::close);
        http.close();
    }
}
