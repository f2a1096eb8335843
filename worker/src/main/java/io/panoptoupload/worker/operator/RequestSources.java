package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the requests of a {@code submit} come from: files, a directory, whole requests. */
final class RequestSources {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIR",
            description =
                    "The files of one lecture, or a directory of which each lecture becomes a"
                            + " request.")
    private List<Path> files = List.of();

    @Option(
            names = "--request",
            paramLabel = "REQUEST.json",
            description = "A whole request, as docs/messages.md says; - is standard input.")
    private @Nullable Path request;

    @Option(
            names = "--batch",
            paramLabel = "REQUESTS",
            description =
                    "Whole requests: JSON, one a line, or CSV whose first row names the fields"
                            + " (file, title, folderId, …); - is standard input.")
    private @Nullable Path batch;

    @Option(
            names = "--folder",
            paramLabel = "ID|NAME|PATH",
            description =
                    "The Panopto folder: its GUID, its name, or a path such as"
                            + " \"Sciences/Algorithms\" (from the top with a slash ahead). With"
                            + " --request and --batch, of requests that name none. For a name or a"
                            + " path Panopto is asked, so that panopto.* is needed.")
    private @Nullable String folder;

    @Option(
            names = "--title",
            paramLabel = "T",
            description = "The session's title. With --request and --batch likewise.")
    private @Nullable String title;

    @Mixin private RequestOptions options = new RequestOptions();

    @Option(
            names = "--captions",
            paramLabel = "[LANGUAGE=]FILE",
            description = "Captions of the first file, such as en-US=camera.vtt; can be repeated.")
    private List<String> captions = List.of();

    @Option(
            names = "--id",
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The request id (default: made of the first file's name and a digest).")
    private @Nullable String id;

    /**
     * The requests, checked.
     *
     * @throws ParameterException if the options contradict each other or name none
     * @throws CommandFault if a file or a request is of no use
     */
    List<PreparedRequest> requests(CommandContext context) throws IOException {
        int given = (files.isEmpty() ? 0 : 1) + (request == null ? 0 : 1) + (batch == null ? 0 : 1);
        if (given != 1) {
            throw usage("Give one of FILE…, --request and --batch.");
        }
        if (files.isEmpty() && !captions.isEmpty()) {
            throw usage("--captions belongs to FILE…; a request names its captions itself.");
        }
        if (batch != null && id != null) {
            throw usage("--id names one request; those of a --batch name themselves.");
        }
        checkFiles();
        ObjectNode content = context.json().createObjectNode();
        RequestDefaults.put(content, "requestId", id);
        options.addTo(content);
        RequestDefaults.put(
                content, "folderId", folder == null ? null : context.folders().idOf(folder));
        RequestDefaults.put(content, "title", title);
        RequestBatch requests = new RequestBatch(context.json(), new RequestDefaults(content));
        if (batch != null) {
            try (InputStream in = RequestReader.open(batch, context.console().in())) {
                new RequestReader(requests).many(in, batch);
            }
        } else if (request != null) {
            try (InputStream in = RequestReader.open(request, context.console().in())) {
                new RequestReader(requests).one(in, request.toString());
            }
        } else {
            addFiles(requests, context);
        }
        return requests.allOrNothing();
    }

    /** Before anything is asked of Kafka or Panopto. */
    private void checkFiles() {
        if (files.isEmpty()) {
            return;
        }
        boolean directory = hasDirectory();
        if (folder == null || (title == null && !directory)) {
            throw usage("FILE… needs --folder and --title.");
        }
        if (directory && files.size() > 1) {
            throw usage("Give the files of one lecture, or one directory.");
        }
        if (directory && (id != null || !captions.isEmpty())) {
            throw usage("--id and --captions belong to FILE…; in a directory the names say.");
        }
        List<String> unreadable = directory ? List.of() : recording().unreadable();
        if (!unreadable.isEmpty()) {
            throw CommandFault.usage(unreadable);
        }
    }

    private void addFiles(RequestBatch requests, CommandContext context) throws IOException {
        if (hasDirectory()) {
            new LectureRequests(requests).add(files.getFirst(), title);
        } else {
            requests.add("", context.json().createObjectNode(), recording());
        }
    }

    private boolean hasDirectory() {
        return files.stream().anyMatch(Files::isDirectory);
    }

    private LocalRecording recording() {
        return new LocalRecording(files, captions.stream().map(CaptionFile::of).toList());
    }

    private ParameterException usage(String text) {
        return Commands.usage(spec, text);
    }
}
