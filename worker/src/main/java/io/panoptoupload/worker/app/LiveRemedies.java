package io.panoptoupload.worker.app;

import io.panoptoupload.worker.live.LiveLines;

import java.net.URI;

/** Puts behind each thing that a live check finds wrong what to run or to set next. */
record LiveRemedies(LiveLines lines, URI site, String folderId) implements LiveLines {
    @Override
    public void line(Finding finding, String subject, String text) {
        lines.line(finding, subject, finding == Finding.BAD ? text + "; " + remedy(subject) : text);
    }

    private String remedy(String subject) {
        String again = "run: panopto-upload check --live --folder " + folderId;
        return switch (subject) {
            case "live" -> again;
            case "upload" -> "run: panopto-upload check --folder " + folderId;
            case "slides" -> "set: \"optional\": true at each of \"slides\" in requests";
            case "removal" ->
                    "at: %s/Panopto/Pages/Sessions/List.aspx#folderID=%%22%s%%22"
                            .formatted(
                                    site.resolve("/").toString().replaceFirst("/$", ""), folderId);
            default -> again + " --report report.md, and report it with that file";
        };
    }
}
