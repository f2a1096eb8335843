package io.panoptoupload.broker;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;

/**
 * Ends a child JVM when its parent is gone. It is the main class that starts the program's own, and
 * reads standard input: the other end of that pipe belongs to the parent, and the kernel closes it
 * however the parent dies, {@code kill -9} included. Not a Java agent, because the JVM neither
 * writes nor fully uses a class-data archive beside one.
 *
 * <p>A terminal sends Ctrl-C to parent and children alike. The child ignores it, so that the parent
 * can stop its children in their order.
 */
public final class Leash {
    /** How long a child may take to end in order after its parent's end. */
    public static final Duration GRACE = Duration.ofSeconds(5);

    private Leash() {}

    /** Arguments: the program's main class, and its own arguments. */
    public static void main(String[] args) throws Throwable {
        ignore("INT");
        ignore("HUP");
        Thread.ofPlatform().daemon().name("leash").start(Leash::awaitParentsEnd);
        run(Class.forName(args[0]), Arrays.copyOfRange(args, 1, args.length));
    }

    /** As {@code java} does: main with the arguments, or else the one without. */
    private static void run(Class<?> program, String[] arguments) throws Throwable {
        try {
            try {
                invoke(program.getDeclaredMethod("main", String[].class), (Object) arguments);
            } catch (NoSuchMethodException _) {
                invoke(program.getDeclaredMethod("main"));
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void invoke(Method main, Object... arguments)
            throws ReflectiveOperationException {
        main.setAccessible(true);
        main.invoke(null, arguments);
    }

    /** By reflection, since the compiler warns of sun.misc.Signal, for which there is no other. */
    private static void ignore(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        signal.getConstructor(String.class).newInstance(name),
                        handler.getField("SIG_IGN").get(null));
    }

    private static void awaitParentsEnd() {
        try {
            while (System.in.read() >= 0) {
                // what the parent writes is of no interest: only the end is
            }
        } catch (IOException _) {
            // a broken pipe says the same as its end
        }
        Thread.ofPlatform().daemon().name("leash-halt").start(Leash::haltAfterGrace);
        System.exit(1);
    }

    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE);
        } catch (InterruptedException _) {
            // halt at once
        }
        Runtime.getRuntime().halt(1);
    }
}
