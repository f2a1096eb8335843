package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.gateway.api.Submissions;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.request.RequestCheck;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hooks before an intake that judges as the workers do, and remembers what it was given. */
final class HookFixture {
    static final String SECRET = "the secret of the hook";
    static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    static final String OTHER = "00000000-0000-0000-0000-000000000001";

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<UploadRequest> taken = new CopyOnWriteArrayList<>();
    private final Path directory;

    HookFixture(Path directory) {
        this.directory = directory;
    }

    Hooks hooks(String mapping, @Nullable URI opencast) throws IOException {
        Path file = directory.resolve("mapping.json");
        Files.writeString(file, mapping);
        HooksProperties properties =
                new HooksProperties(
                        file,
                        new HooksProperties.Zoom(SECRET, "zoom"),
                        new HooksProperties.Opencast(
                                SECRET, opencast, "reader", "p4ssw0rd", "engage-player", "oc"));
        return new Hooks(properties, Folders.read(file), this::take, meters);
    }

    private Submissions.Receipt take(
            byte[] body,
            @Nullable String key,
            io.panoptoupload.gateway.kafka.RequestWriter.Origin origin) {
        if (!(new RequestCheck().validate(body)
                instanceof RequestCheck.Result.Valid(var request))) {
            throw new AssertionError("the gate refuses " + new String(body, UTF_8));
        }
        taken.add(request);
        return new Submissions.Receipt(request.requestId(), "waiting");
    }

    double counted(String hook, String result) {
        return meters.get("panopto.gateway.hooks")
                .tag("hook", hook)
                .tag("result", result)
                .counter()
                .count();
    }

    static byte[] recorded(String name) throws IOException {
        try (InputStream in = HookFixture.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
