package io.panoptoupload.simulator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The folders of the site, as users find them. */
final class Folders {
    /** The parent of the folders that have none. */
    static final String TOP = "00000000-0000-0000-0000-000000000000";

    private static final Comparator<Credentials.Folder> BY_NAME =
            Comparator.comparing(Credentials.Folder::name, String.CASE_INSENSITIVE_ORDER);

    private final Credentials credentials;

    Folders(Credentials credentials) {
        this.credentials = credentials;
    }

    Optional<Credentials.Folder> find(String id) {
        return credentials.folder(id);
    }

    Optional<Credentials.Folder> parent(Credentials.Folder folder) {
        return Optional.ofNullable(folder.parent()).flatMap(this::find);
    }

    /** Whether users may create in that folder; also false when there is no such folder. */
    boolean mayCreateIn(String id) {
        return find(id).filter(Credentials.Folder::mayCreate).isPresent();
    }

    List<Credentials.Folder> creatable() {
        return list(Credentials.Folder::mayCreate);
    }

    List<Credentials.Folder> childrenOf(String id) {
        return list(folder ->
                id.equals(TOP) ? folder.parent() == null : id.equalsIgnoreCase(folder.parent()));
    }

    /**
     * Those whose name has a word that begins like it, for every word of the query. A star alone
     * finds all.
     */
    List<Credentials.Folder> search(String query) {
        List<String> wanted = words(query);
        if (wanted.isEmpty() && !query.contains("*")) {
            return List.of();
        }
        return list(folder -> {
            List<String> named = words(folder.name());
            return wanted.stream()
                    .allMatch(word -> named.stream().anyMatch(name -> name.startsWith(word)));
        });
    }

    private List<Credentials.Folder> list(Predicate<Credentials.Folder> wanted) {
        return credentials.folders().stream().filter(wanted).sorted(BY_NAME).toList();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
