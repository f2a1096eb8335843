package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A request for each lecture of a directory, as {@link Lecture} separates them. */
final class LectureRequests {
    private static final int MAX_SIDECAR = 4 * 1024 * 1024;

    private final RequestBatch batch;

    LectureRequests(RequestBatch batch) {
        this.batch = batch;
    }

    /**
     * Adds them all; directories below are left out.
     *
     * @param title of the one lecture that there may be then; null: each has its file's name
     */
    void add(Path directory, @Nullable String title) throws IOException {
        List<Lecture> lectures = Lecture.of(Lecture.list(directory, Files::isRegularFile));
        if (lectures.isEmpty()) {
            throw CommandFault.usage(
                    List.of(directory + ": holds no recording; directories below are left out"));
        }
        if (title != null && lectures.size() > 1) {
            throw CommandFault.usage(
                    List.of(
                            "--title names one lecture, and %s holds %d; without it each is called as its file is, or as its sidecar NAME.json says"
                                    .formatted(directory, lectures.size())));
        }
        for (Lecture each : lectures) {
            if (areNamed(each.all())) {
                add(each, title == null ? each.name() : title);
            }
        }
    }

    /** Otherwise the fault is noted. */
    private boolean areNamed(List<Path> files) {
        List<String> faults =
                files.stream()
                        .flatMap(file ->
                                NameEncoding.fault(file).map(why -> file + ": " + why).stream())
                        .toList();
        faults.forEach(batch::fault);
        return faults.isEmpty();
    }

    private void add(Lecture lecture, String title) throws IOException {
        ObjectNode draft = batch.json().createObjectNode();
        if (lecture.sidecar().isPresent()) {
            Path sidecar = lecture.sidecar().get();
            try {
                draft = read(sidecar, batch.json());
            } catch (CommandFault e) {
                e.lines().forEach(batch::fault);
                return;
            }
        }
        if (!draft.hasNonNull("title") && !draft.hasNonNull("addToSession")) {
            draft.put("title", title);
        }
        batch.add(String.valueOf(lecture.files().files().getFirst()), draft, lecture.files());
    }

    /**
     * A sidecar, or defaults.
     *
     * @throws CommandFault if it is none
     */
    static ObjectNode read(Path sidecar, JsonMapper json) throws IOException {
        try (InputStream in = Files.newInputStream(sidecar)) {
            if (json.readTree(in.readNBytes(MAX_SIDECAR)) instanceof ObjectNode request) {
                return request;
            }
            throw invalid(sidecar + ": is no JSON object");
        } catch (AccessDeniedException e) {
            throw invalid(sidecar + ": cannot be read here");
        } catch (JacksonException e) {
            throw invalid("%s: is not valid JSON: %s".formatted(sidecar, e.getOriginalMessage()));
        } catch (NumberFormatException e) {
            throw invalid(sidecar + ": holds a number that is out of range");
        }
    }

    private static CommandFault invalid(String why) {
        return CommandFault.rejected(List.of(why));
    }
}
