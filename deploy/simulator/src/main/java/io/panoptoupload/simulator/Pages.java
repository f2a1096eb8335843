package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages for people: the list of all uploads at {@code /}, and a viewer page per session. */
final class Pages {
    private static final String VIEWER = "/Panopto/Pages/Viewer.aspx";
    private static final String EMBED = "/Panopto/Pages/Embed.aspx";
    private static final List<String> STATES =
            List.of(
                    "uploading",
                    "upload complete",
                    "cancelled",
                    "processing",
                    "complete",
                    "processing error",
                    "deleting files",
                    "deleted",
                    "deleting error");

    private static final Set<String> VIDEOS = Set.of("mp4", "webm", "mov", "m4a", "mp3");
    private static final Set<String> CAPTIONS = Set.of("vtt");

    private final Ledger ledger;
    private final Credentials credentials;
    private final boolean playable;

    Pages(Ledger ledger, Credentials credentials, boolean playable) {
        this.playable = playable;
        this.ledger = ledger;
        this.credentials = credentials;
    }

    boolean covers(String path) {
        return path.equals("/")
                || path.equalsIgnoreCase(VIEWER)
                || path.equalsIgnoreCase(EMBED)
                || LoginPage.isAt(path);
    }

    SimulatorResponse show(Exchange exchange) {
        if (LoginPage.isAt(exchange.path())) {
            return LoginPage.show(200, "Please sign in.");
        }
        if (exchange.path().equals("/")) {
            List<Ledger.Upload> newestFirst = ledger.uploads().reversed();
            String rows =
                    newestFirst.isEmpty()
                            ? "<p>Nothing was uploaded yet.</p>"
                            : newestFirst.stream().map(this::card).collect(Collectors.joining());
            return page(200, "Sessions", "<meta http-equiv=\"refresh\" content=\"2\">", rows);
        }
        String id = Objects.requireNonNullElse(exchange.query("id"), "");
        String found =
                ledger.uploads().stream()
                        .filter(upload -> id.equals(upload.sessionId()))
                        .map(upload -> card(upload) + players(upload))
                        .collect(Collectors.joining());
        return found.isEmpty()
                ? page(404, "No such session", "", "<p><a href=\"/\">All sessions</a></p>")
                : page(200, "Session", "", found + "<p><a href=\"/\">All sessions</a></p>");
    }

    /** The videos themselves, with every caption file, if the files are kept. */
    private String players(Ledger.Upload upload) {
        if (!playable) {
            return "";
        }
        String captions =
                addresses(upload, CAPTIONS)
                        .map("<track kind=\"captions\" src=\"%s\" default>"::formatted)
                        .collect(Collectors.joining());
        return addresses(upload, VIDEOS)
                .map(address ->
                        "<video controls preload=\"metadata\" src=\"%s\">%s</video>\n"
                                .formatted(address, captions))
                .collect(Collectors.joining());
    }

    private static Stream<String> addresses(Ledger.Upload upload, Set<String> endings) {
        return upload.files().stream()
                .map(Ledger.File::name)
                .filter(name -> endings.contains(ending(name)))
                .map(name -> URLEncoder.encode(name, UTF_8).replace("+", "%20"))
                .map(name -> KeptFiles.PATH + "/" + upload.id() + "/" + name);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private String card(Ledger.Upload upload) {
        Ledger.Session session = upload.session();
        String title = session == null || session.name().isEmpty() ? upload.id() : session.name();
        String heading =
                session == null
                        ? Html.text(title)
                        : "<a href=\"%s?id=%s\">%s</a>"
                                .formatted(VIEWER, upload.sessionId(), Html.text(title));
        return """
        <article>
        <h2>%s <span class="state s%d">%s</span></h2>
        <p>%s</p>
        <p class="quiet">%s%s &middot; upload %s &middot; begun %s</p>
        %s
        <table><tr><th>File</th><th>Bytes</th><th>CRC-32</th><th>Parts</th></tr>
        %s%s</table>
        </article>
        """
                .formatted(
                        heading,
                        upload.state(),
                        STATES.get(upload.state()),
                        session == null ? "" : text(session.description()),
                        folder(upload, session),
                        session == null || session.tags().isEmpty()
                                ? ""
                                : " &middot; " + Html.text(String.join(", ", session.tags())),
                        upload.id(),
                        upload.createdAt(),
                        upload.message() == null
                                ? ""
                                : "<p class=\"bad\">" + text(upload.message()) + "</p>",
                        upload.files().stream().map(Pages::row).collect(Collectors.joining()),
                        upload.unfinished().stream().map(Pages::row).collect(Collectors.joining()));
    }

    private String folder(Ledger.Upload upload, Ledger.@Nullable Session session) {
        String id = session == null ? String.valueOf(upload.folderId()) : session.folderId();
        return Html.text(credentials.folder(id).map(Credentials.Folder::name).orElse(id));
    }

    private static String row(Ledger.File file) {
        return "<tr><td>%s</td><td>%,d</td><td><code>%s</code></td><td>%d</td></tr>\n"
                .formatted(Html.text(file.name()), file.sizeBytes(), file.crc32(), file.parts());
    }

    private static String row(Ledger.Unfinished file) {
        return "<tr class=\"quiet\"><td>%s</td><td>%,d so far</td><td></td><td>%d</td></tr>\n"
                .formatted(Html.text(file.name()), file.sizeBytes(), file.parts());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : Html.text(text);
    }

    private static SimulatorResponse page(int status, String title, String head, String content) {
        return SimulatorResponse.of(
                status,
                "text/html; charset=utf-8",
                """
                <!doctype html>
                <html lang="en"><head><title>%s - Panopto simulator</title>%s
                <meta name="viewport" content="width=device-width">
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
                  padding: 0 1rem; color: #222; background: #f6f6f4 }
                article { background: #fff; border: 1px solid #ddd; border-radius: 8px;
                  padding: .5rem 1.2rem 1rem; margin: 1rem 0 }
                h2 { font-size: 1.2rem; margin: .5rem 0 } p { margin: .3rem 0 }
                table { border-collapse: collapse; width: 100%% } td, th { text-align: left;
                  padding: .2rem .8rem .2rem 0 } .quiet { color: #777; font-size: .9rem }
                .state { font-size: .8rem; font-weight: normal; border-radius: 1rem;
                  padding: .1rem .6rem; background: #dde }
                .s4 { background: #cfe8cf } .s2, .s5, .s7, .s8 { background: #f3d0d0 }
                .bad { color: #a00 } video { width: 49%% }
                </style></head><body><h1>%s</h1>
                %s</body></html>
                """
                        .formatted(title, head, title, content));
    }
}
