package io.panoptoupload.start.layout;

import java.util.Arrays;

/** What is packed. */
final class Program {
    private Program() {}

    public static void main(String[] arguments) {
        System.out.println("started with " + Arrays.toString(arguments));
        System.exit(3);
    }
}
