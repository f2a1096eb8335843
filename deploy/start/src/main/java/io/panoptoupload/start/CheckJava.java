package io.panoptoupload.start;

import java.io.File;
import java.util.Locale;

/**
 * The main class of the executable jars: says in one line that the Java is too old, instead of the
 * JVM's {@code UnsupportedClassVersionError}, and otherwise starts Spring Boot's loader, in
 * English.
 */
public final class CheckJava {
    /** The release that everything else is compiled for. */
    static final int NEEDED = 25;

    private static final String LOADER = "org.springframework.boot.loader.launch.JarLauncher";
    private static final int USAGE = 2;

    private CheckJava() {}

    public static void main(String[] arguments) throws Exception {
        if (major(System.getProperty("java.specification.version")) < NEEDED) {
            System.err.println(
                    new File(System.getProperty("java.class.path")).getName()
                            + " needs Java "
                            + NEEDED
                            + " or later, and this is Java "
                            + System.getProperty("java.version")
                            + " ("
                            + System.getProperty("java.home")
                            + "): install a JDK "
                            + NEEDED
                            + ", and run its bin/java.");
            System.exit(USAGE);
        }
        // Numbers in what is sent and written have the digits of ASCII, whatever language is
        // spoken.
        Locale.setDefault(Locale.ENGLISH);
        Class.forName(LOADER).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    /** 8 of "1.8", 25 of "25"; of what is neither, {@link #NEEDED}: the JVM itself decides then. */
    static int major(String specification) {
        try {
            return Integer.parseInt(
                    specification.startsWith("1.") ? specification.substring(2) : specification);
        } catch (NumberFormatException e) {
            return NEEDED;
        }
    }
}
