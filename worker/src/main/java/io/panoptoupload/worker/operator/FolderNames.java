package io.panoptoupload.worker.operator;

import java.util.List;
import java.util.regex.Pattern;

/** Panopto's folders, for people who do not know their ids. Panopto is asked for nothing else. */
public interface FolderNames {
    /** How Panopto writes a folder's id. */
    Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** How many candidates are named. */
    int MAX_NAMED = 20;

    /**
     * A folder.
     *
     * @param path from the top, as far as the account sees it
     */
    record Named(String id, String path) {}

    /**
     * The folders that a name or a path may mean.
     *
     * @throws CommandFault when Panopto cannot be asked
     */
    List<Named> find(String nameOrPath);

    /**
     * The id of the folder that is meant; Panopto is asked only if it is not given as an id.
     *
     * @throws CommandFault unless it is exactly one
     */
    default String idOf(String folder) {
        if (ID.matcher(folder).matches()) {
            return folder;
        }
        List<Named> found = find(folder);
        if (found.size() == 1) {
            return found.getFirst().id();
        }
        throw CommandFault.usage(
                found.isEmpty() ? List.of(none(folder)) : ambiguous(folder, found));
    }

    /** Why a name means no folder. */
    static String none(String folder) {
        return "--folder: Panopto shows this account no folder '%s'; give its name, its path or its id as Panopto shows them, or the account the right to see it"
                .formatted(folder);
    }

    /** Why a name means no single folder: a line that says so, and one for each candidate. */
    static List<String> ambiguous(String folder, List<Named> found) {
        var candidates =
                found.stream().limit(MAX_NAMED).map(each -> "  " + each.id() + "  " + each.path());
        String more = found.size() > MAX_NAMED ? " (the first %d)".formatted(MAX_NAMED) : "";
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "--folder: '%s' is the name of %d folders; give the id or the whole path of one of them%s:"
                                        .formatted(folder, found.size(), more)),
                        candidates)
                .toList();
    }
}
