package io.panoptoupload.worker.source;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * For systems on which the JDK cannot hold a file without opening it: the path is judged, and what
 * lies there when it is opened may be another. Good enough for a developer's machine.
 */
final class RealPaths implements Descriptors {
    @Override
    public Held hold(Path path) throws IOException {
        return new RealPath(path.toRealPath());
    }

    private record RealPath(Path realPath) implements Held {
        @Override
        public Path handle() {
            return realPath;
        }

        @Override
        public LinkOption[] options() {
            return new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        }

        @Override
        public void close() {}
    }
}
