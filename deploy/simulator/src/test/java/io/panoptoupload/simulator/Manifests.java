package io.panoptoupload.simulator;

/** Manifests for tests. */
final class Manifests {
    private static final String NAMESPACE = "http://tempuri.org/UniversalCaptureSpecification/v1";

    private Manifests() {}

    /** A session with this content after its title. */
    static String session(String content) {
        return """
        <?xml version="1.0" encoding="utf-8"?>
        <Session xmlns="%s"><Title>Algorithms, week 12</Title>%s</Session>
        """
                .formatted(NAMESPACE, content);
    }

    static String videos(String... videos) {
        return session("<Videos>" + String.join("", videos) + "</Videos>");
    }

    static String video(String file, String checksum, String type) {
        return """
        <Video><Start>PT0S</Start><File Checksum="%s">%s</File><Type>%s</Type></Video>
        """
                .formatted(checksum, file, type);
    }
}
