package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

@EnabledOnOs(OS.LINUX)
class FolderScanTest {
    private static final String OPEN = "rwx------";
    private static final String CLOSED = "---------";

    @TempDir private Path root;
    private final List<String> notices = new ArrayList<>();
    private FolderScan scan;
    private Permissions permissions;

    @BeforeEach
    void start() {
        scan = new FolderScan(root, notices::add);
        permissions = Permissions.hold();
    }

    @AfterEach
    void end() {
        permissions.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOSED, "r--------", "-wx------"})
    void a_directory_that_cannot_be_read_is_named_once_and_passed_over(String closed)
            throws IOException {
        put("a.mp4");
        put("lost+found/below/b.mp4");
        put("lost+found/c.mp4");
        put("room/d.mp4");
        Path lost = root.resolve("lost+found");
        Permissions.set(lost, closed);
        assertThat(names()).containsExactly("a", "d");
        assertThat(names()).containsExactly("a", "d");
        scan.files(root.resolve("done"));
        assertThat(notices).singleElement().asString().startsWith(lost + ": cannot be read");

        Permissions.set(lost, OPEN);
        assertThat(names()).containsExactly("a", "c", "b", "d");
        assertThat(notices).hasSize(1);

        Permissions.set(lost, closed);
        names();
        names();
        assertThat(notices).as("it could be read meanwhile").hasSize(2);
        Permissions.set(lost, OPEN);
    }

    @Test
    void what_is_hidden_is_left_out_without_a_word() throws IOException {
        put(".Trash-1000/a.mp4");
        put(".snapshot/failed/b.failed.json");
        put(".c.mp4");
        Permissions.set(root.resolve(".Trash-1000"), CLOSED);
        assertThat(scan.files(root.resolve("done"))).isEmpty();
        assertThat(notices).isEmpty();
        Permissions.set(root.resolve(".Trash-1000"), OPEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failed", "failed/room"})
    void a_directory_without_which_nothing_is_certain_has_to_be_readable(String name)
            throws IOException {
        put("a.mp4");
        put("failed/room/b.failed.json");
        Path closed = root.resolve(name);
        Permissions.set(closed, CLOSED);
        assertThatThrownBy(() -> scan.files(root.resolve("done")))
                .isInstanceOf(AccessDeniedException.class);
        Permissions.set(closed, OPEN);
        assertThat(notices).isEmpty();
    }

    @Test
    void a_directory_that_is_a_link_is_read_under_the_name_that_was_given() throws IOException {
        put("room/a.mp4");
        put("failed/b.mp4");
        put(".hidden/c.mp4");
        Files.createSymbolicLink(root.resolve("in"), root);
        Path link = root.resolve("in");
        List<FolderScan.Seen> seen = new FolderScan(link, notices::add).lectures(Set.of());
        assertThat(seen)
                .flatExtracting(each -> each.lecture().all())
                .containsExactly(link.resolve("room/a.mp4"));
        assertThat(names()).as("a link below it is left alone").containsExactly("a");
    }

    private List<String> names() throws IOException {
        return scan.lectures(Set.of()).stream().map(each -> each.lecture().name()).toList();
    }

    private void put(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    @Test
    void a_tree_that_is_too_deep_to_be_read_is_passed_over_where_it_is() throws IOException {
        put("a.mp4");
        Path above = deep("above");
        Path below = deep("below");
        Path moved = above.resolve("below");
        Files.createDirectories(above);
        Files.createDirectories(below);
        // No path leads so far down.
        Files.move(root.resolve("below"), moved);
        try {
            assertThat(names()).containsExactly("a");
            assertThat(notices).singleElement().asString().contains("cannot be read");
        } finally {
            Files.move(moved, root.resolve("below"));
        }
    }

    private Path deep(String name) {
        Path path = root.resolve(name);
        for (int i = 0; i < 10; i++) {
            path = path.resolve("x".repeat(250));
        }
        return path;
    }
}
