package io.panoptoupload.worker.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.permission.LeastPermissions.Task;
import io.panoptoupload.worker.topics.TopicSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The script of {@code docs/security.md} grants what the worker and the commands look for. */
class SecurityPageTest {
    private static final String ALLOW = "allow ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    WORKER        | # worker
                    SUBMIT        | # submit
                    WATCH         | # watch
                    STATUS        | # status
                    STATUS_OF_ONE | # status ID
                    CANCEL        | # cancel, retry
                    RETRY         | # cancel, retry
                    REPLAY        | # replay
                    SKIP          | # skip
                    GATEWAY       | # gateway
                    """)
    void the_script_grants_the_least(Task task, String heading) throws IOException {
        assertThat(granted(heading)).isEqualTo(options(least(false).of(task)));
    }

    @Test
    void the_script_grants_what_making_the_topics_takes() throws IOException {
        List<Permission> more =
                least(true).of(Task.WORKER).stream()
                        .filter(each -> !least(false).of(Task.WORKER).contains(each))
                        .toList();
        assertThat(granted("# worker that makes its topics")).isEqualTo(options(more));
    }

    private static List<String> options(List<Permission> permissions) {
        return permissions.stream().map(Permission::options).toList();
    }

    /** Of the lines below a heading. */
    private static List<String> granted(String heading) throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/security.md"));
        return page.subList(page.indexOf(heading) + 1, page.size()).stream()
                .takeWhile(line -> line.startsWith(ALLOW))
                .map(line -> line.substring(ALLOW.length()))
                .toList();
    }

    private static LeastPermissions least(boolean create) {
        return new LeastPermissions(
                new TopicSettings(
                        Topics.REQUESTS,
                        Topics.OUTCOMES,
                        Topics.JOURNAL,
                        Topics.DEAD_LETTER,
                        create,
                        24,
                        (short) -1,
                        Duration.ofDays(7)),
                "panopto-upload-worker");
    }
}
