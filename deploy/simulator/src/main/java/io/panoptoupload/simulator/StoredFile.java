package io.panoptoupload.simulator;

/**
 * A completed object.
 *
 * @param crc32 of its bytes, unsigned
 * @param parts how many parts it was put together from
 */
record StoredFile(String name, long size, long crc32, int parts, FileStore.Contents contents) {
    String crc32Hex() {
        return "%08x".formatted(crc32);
    }

    boolean isManifest() {
        return name.regionMatches(true, name.length() - 4, ".xml", 0, 4);
    }
}
