package io.panoptoupload.worker.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Is notified of a second SIGTERM or Ctrl-C, which the JVM ignores while its shutdown hooks run.
 * Signals are out of the reach of Java's own API; {@code sun.misc.Signal} is what the module {@code
 * jdk.unsupported} keeps for it (JEP 260), and is used by name, since the compiler warns of it.
 */
final class StopSignals {
    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

    private final Runnable call;
    private final AtomicInteger count = new AtomicInteger();

    private StopSignals(Runnable call) {
        this.call = call;
    }

    /** The first signal ends the JVM as ever; each further one is this call. */
    static void onSecond(Runnable call) {
        StopSignals signals = new StopSignals(call);
        try {
            signals.hear("TERM");
            signals.hear("INT");
        } catch (ReflectiveOperationException e) {
            log.debug("a second stop signal cannot be handled", e);
        }
    }

    private void hear(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = handler.getMethod("handle", signal);
        AtomicReference<Object> usual = new AtomicReference<>();
        InvocationHandler ours =
                (_, method, arguments) -> {
                    if (!method.equals(handle)) {
                        return method.invoke(this, arguments); // of Object
                    }
                    if (count.getAndIncrement() > 0) {
                        call.run();
                    } else {
                        handle.invoke(usual.get(), arguments);
                    }
                    return null;
                };
        Object installed =
                Proxy.newProxyInstance(
                        StopSignals.class.getClassLoader(), new Class<?>[] {handler}, ours);
        usual.set(
                signal.getMethod("handle", signal, handler)
                        .invoke(
                                null,
                                signal.getConstructor(String.class).newInstance(name),
                                installed));
    }
}
