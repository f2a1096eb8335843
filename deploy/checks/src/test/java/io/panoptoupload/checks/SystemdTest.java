package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The unit of the standalone, as systemd reads it. */
@Tag("full")
class SystemdTest {
    @Test
    void systemd_finds_no_fault_with_the_unit(@TempDir Path directory) throws IOException {
        String unit =
                Files.readString(Repository.path("deploy/systemd/panopto-standalone.service"));
        // it looks for the program, too: the one that an installation would have there
        String launcher = Repository.path("deploy/bin/panopto-standalone").toRealPath().toString();
        Path installed =
                Files.writeString(
                        directory.resolve("panopto-standalone.service"),
                        unit.replace("/opt/panopto-upload/bin/panopto-standalone", launcher));

        String output =
                Tool.named("systemd-analyze", "systemd")
                        .run(installed, "verify", "--man=no", installed.toString());

        // a key that it does not know is no error to it
        assertThat(output).doesNotContain("panopto-standalone.service:");
    }
}
