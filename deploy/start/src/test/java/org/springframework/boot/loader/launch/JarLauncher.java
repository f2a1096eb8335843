package org.springframework.boot.loader.launch;

/** Where Spring Boot's loader would be. */
public final class JarLauncher {
    /** A number, as the program that was started writes it. */
    public static String ten = "";

    private JarLauncher() {}

    public static void main(String[] arguments) {
        ten = String.format("%d", 10);
    }
}
