package io.panoptoupload.standalone;

/** A worker that finds fault with its configuration. */
final class BrokenWorker {
    private BrokenWorker() {}

    static void main() {
        System.err.println("panopto.base-url: missing");
        System.exit(3);
    }
}
