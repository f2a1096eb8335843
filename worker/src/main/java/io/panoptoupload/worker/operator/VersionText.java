package io.panoptoupload.worker.operator;

import picocli.CommandLine.IVersionProvider;

import java.util.Objects;

/** The version as the jar's manifest has it. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionText.class.getPackage().getImplementationVersion();
        return new String[] {
            "panopto-upload " + Objects.requireNonNullElse(version, "(not packaged)")
        };
    }
}
