package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** A directory that is watched under a settable clock, and what was published of it. */
abstract class WatchedDirectory {
    static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    static final String OTHER = "00000000-0000-0000-0000-000000000001";
    static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path root;
    final Terminal terminal = Terminal.piped();
    final List<JsonNode> published = new ArrayList<>();
    Instant now = Instant.parse("2026-11-23T09:00:00Z");
    Optional<OutcomeEvent> former = Optional.empty();
    FolderWatch.History history = _ -> former;
    FolderWatch.Publishing publishing = this::publish;
    FolderWatch watch;

    @BeforeEach
    void start() throws IOException {
        ObjectNode content = JSON.createObjectNode().put("folderId", FOLDER);
        watch =
                new FolderWatch(
                        FolderWatch.Directory.of(root, JSON, terminal.console().err()::line),
                        new SettleTracker(Duration.ofSeconds(30)),
                        new FolderRequests(root, JSON, content),
                        id -> history.last(id),
                        () -> now,
                        terminal.output());
    }

    OutcomeEvent secondCompleted(String id) {
        return new OutcomeEvent.Completed(
                second(id), "s", "https://p", null, null, List.of(), 1, Map.of());
    }

    /** Of an event of the second attempt. */
    EventHeader second(String id) {
        return new EventHeader(id, Events.ACCEPTED_AT, 5L, now, "w", 2, Map.of());
    }

    String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    Object group(String name) throws IOException {
        return Files.getAttribute(root.resolve(name), "unix:gid");
    }

    OutcomeEvent conflict(int index) {
        return new OutcomeEvent.Rejected(
                EventHeader.ofRejected(id(index), now, "w", Map.of()),
                new UploadError(ErrorCode.CONFLICTING_REQUEST, "other", false, null));
    }

    void putTwoOfOneName() throws IOException {
        put("a.mp3", "audio");
        put("a.mp4", "video.");
        put("a.vtt", "WEBVTT");
        put("a.json", "{\"access\":\"restricted\"}");
    }

    List<String> namesBelow(String directory) throws IOException {
        return filesBelow(directory).stream().map(file -> file.getFileName().toString()).toList();
    }

    List<Path> filesBelow(String directory) throws IOException {
        try (var files = Files.walk(root.resolve(directory))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    OutcomeEvent completed(int index, String... contents) {
        TransferredFile[] files =
                Stream.of(contents).map(FolderWatchTest::uploaded).toArray(TransferredFile[]::new);
        return Events.completed(id(index), 3, files).event();
    }

    static TransferredFile uploaded(String content) {
        CRC32 crc32 = new CRC32();
        crc32.update(content.getBytes(UTF_8));
        return TransferredFile.of("00-file", content.length(), crc32.getValue());
    }

    String id(int index) {
        return published.get(index).get("requestId").asString();
    }

    void settle() throws Exception {
        pass(0);
        pass(30);
    }

    void pass(int seconds) throws Exception {
        now = now.plusSeconds(seconds);
        watch.round(now, publishing);
    }

    void publish(List<PreparedRequest> requests) {
        requests.forEach(each -> published.add(JSON.readTree(each.json())));
    }

    void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(content.length() * 1000L));
    }
}
