package io.panoptoupload.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the bytes of uploads go. */
interface FileStore {

    /** Opens a place for bytes that arrive now; nothing of it counts before it is finished. */
    Writer create(String upload, String name) throws IOException;

    /** Puts the parts of a file together, in the order given; they are gone afterwards. */
    Contents join(String upload, String name, List<Contents> parts) throws IOException;

    /** Where finished files can be read, by upload and name; empty if they are not kept. */
    Optional<Path> directory();

    /** Takes the bytes of one part. */
    interface Writer {
        void write(ByteBuffer bytes) throws IOException;

        Contents finish() throws IOException;

        /** Forgets what was written. */
        void abandon() throws IOException;
    }

    /** Bytes that arrived completely. */
    interface Contents {
        /** The bytes themselves; only manifests are read back. */
        byte[] read() throws IOException;

        /** Where they lie; empty if they are not kept. */
        Optional<Path> file();

        void delete() throws IOException;
    }
}
