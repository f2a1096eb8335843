package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The unit of the standalone, as systemd reads it. */
@Tag("full")
class SystemdTest {
    private static final String UNIT = "panopto-standalone.service";
    private static final Pattern DROP_IN = Pattern.compile("(?s)```ini\n(.*?)```");

    @TempDir Path directory;
    private Path installed;

    /** It looks for the program, too: the one that an installation would have there. */
    private static String here(String unit) {
        return unit.replace(
                "/opt/panopto-upload/bin/panopto-standalone",
                Repository.path("deploy/bin/panopto-standalone").toString());
    }

    @BeforeEach
    void install() throws IOException {
        installed =
                Files.writeString(
                        directory.resolve(UNIT), here(Repository.text("deploy/systemd/" + UNIT)));
    }

    @Test
    void systemd_finds_no_fault_with_the_unit() {
        assertFaultless();
    }

    @Test
    void the_unit_with_the_manuals_additions_has_no_fault_either() throws IOException {
        List<String> dropIns =
                DROP_IN.matcher(Repository.text("docs/install.md"))
                        .results()
                        .map(shown -> here(shown.group(1)).stripIndent())
                        .toList();
        assertThat(dropIns).isNotEmpty();
        Path added = Files.createDirectory(directory.resolve(UNIT + ".d")).resolve("override.conf");
        for (String dropIn : dropIns) {
            Files.writeString(added, dropIn);
            assertFaultless();
        }
    }

    private void assertFaultless() {
        String output =
                Tool.named("systemd-analyze", "systemd")
                        .run(installed, "verify", "--man=no", installed.toString());
        // a key that it does not know is no error to it
        assertThat(output).doesNotContain(UNIT);
    }
}
