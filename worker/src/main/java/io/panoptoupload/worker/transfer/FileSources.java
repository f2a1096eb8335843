package io.panoptoupload.worker.transfer;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Files below configured directories; symbolic links that leave them are refused. */
@SuppressWarnings("DoNotCallSuggester") // unfurnished yet
public final class FileSources implements Sources.Scheme {
    public FileSources(List<Path> roots) {}

    @Override
    public Source at(URI uri, @Nullable String credential) {
        throw new UnsupportedOperationException();
    }
}
