package io.panoptoupload.simulator;

import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

import java.io.IOException;
import java.nio.file.Path;

/** Gives kept files out again, in ranges if asked, so that the viewer page can play them. */
final class KeptFiles {
    static final String PATH = "/simulator/files";

    private KeptFiles() {}

    static Handler handler(Path directory) throws IOException {
        var files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(directory.toRealPath()));
        files.setDirAllowed(false);
        var types = new MimeTypes.Mutable();
        types.addMimeMapping("vtt", "text/vtt");
        files.setMimeTypes(types);
        return new ContextHandler(files, PATH);
    }
}
