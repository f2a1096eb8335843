package io.panoptoupload.worker.operator;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;

/**
 * The version as the jar's manifest has it, and the commit that it was built from. Builds are
 * reproducible, so that the time of a build is that of its commit.
 */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        String version = VersionText.class.getPackage().getImplementationVersion();
        Properties git = new Properties();
        try (InputStream in = VersionText.class.getResourceAsStream("/git.properties")) {
            if (in != null) {
                git.load(in);
            }
        }
        return new String[] {text(Objects.requireNonNullElse(version, "(not packaged)"), git)};
    }

    static String text(String version, Properties git) {
        String commit = git.getProperty("git.commit.id.abbrev", "unknown");
        boolean changed = git.getProperty("git.dirty", "false").equals("true");
        return "panopto-upload %s, commit %s%s, built %s"
                .formatted(
                        version,
                        commit,
                        changed ? " with changes" : "",
                        git.getProperty("git.commit.time", "at a time that is not known"));
    }
}
