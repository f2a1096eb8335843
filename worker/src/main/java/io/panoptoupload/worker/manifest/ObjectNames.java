package io.panoptoupload.worker.manifest;

import java.text.Normalizer;

/**
 * Gives the files of one upload names that Panopto surely takes: ASCII letters, digits, dot, hyphen
 * and underscore, unique, without folders, with the file's own extension. None ends as the
 * manifest's does, by which a server may find it.
 */
public final class ObjectNames {
    private static final int MAX_STEM = 60;
    private static final int MAX_EXTENSION = 10;

    private ObjectNames() {}

    /**
     * The name for a file of an upload.
     *
     * @param index of the file among the upload's, which makes the name unique
     * @param restart 0 at first; every restart takes the next number and so another name
     * @param original the file's own name or path, in any characters
     */
    public static String of(int index, int restart, String original) {
        return of(index, "", restart, original);
    }

    /** As {@link #of}, but a name that it gives to no file. */
    public static String ofChunked(int index, int restart, String original) {
        return of(index, "c", restart, original);
    }

    private static String of(int index, String series, int restart, String original) {
        String name = original.substring(lastSeparator(original) + 1);
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : safe(name.substring(dot + 1), MAX_EXTENSION);
        if (extension.equalsIgnoreCase("xml")) {
            extension += ".txt";
        }
        String stem = safe(dot < 0 ? name : name.substring(0, dot), MAX_STEM);
        return "%02d%s%s%s%s"
                .formatted(
                        index,
                        series,
                        restart == 0 ? "" : "r" + restart,
                        stem.isEmpty() ? "" : "-" + stem,
                        extension.isEmpty() ? "" : "." + extension);
    }

    private static int lastSeparator(String path) {
        return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    }

    /** Accents go, everything else that is not plain becomes a single hyphen. */
    private static String safe(String text, int longest) {
        String plain =
                Normalizer.normalize(text, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}+", "")
                        .replaceAll("[^A-Za-z0-9_]+", "-")
                        .replaceAll("^-+|-+$", "");
        return plain.length() <= longest ? plain : plain.substring(0, longest);
    }
}
