package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.FolderNames;
import io.panoptoupload.worker.panopto.PanoptoClient;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.List;

/** Folders by name, for commands that need nothing else of Panopto. */
public final class CommandFolders {
    private CommandFolders() {}

    /**
     * Reads the properties of Panopto at the first lookup of a name.
     *
     * @param properties {@code --name=value}
     */
    public static FolderNames of(List<String> properties) {
        return name -> {
            Environment environment = CommandInstallation.environment(properties);
            try {
                ConfigurationCheck.checkPanopto(environment);
            } catch (ConfigurationFault e) {
                List<String> lines = new ArrayList<>();
                lines.add(
                        "--folder: to find '%s' Panopto has to be asked; give the folder's id, or what is missing:"
                                .formatted(name));
                e.lines().forEach(line -> lines.add("  " + line));
                throw CommandFault.usage(lines);
            }
            try (SiteConnection site = SiteConnection.to(Binder.get(environment))) {
                return of(site.client()).find(name);
            } catch (Fault e) {
                throw CommandFault.refused(
                        "--folder: '%s' cannot be looked for: %s".formatted(name, e.getMessage()));
            }
        };
    }

    static FolderNames of(PanoptoClient panopto) {
        return name ->
                panopto.folderSearch().find(name).stream()
                        .map(match -> new FolderNames.Named(match.id(), match.path()))
                        .toList();
    }
}
