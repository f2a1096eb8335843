package io.panoptoupload.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where {@code deploy/bench/run} begins: chooses what is measured, and names the machine. */
public final class BenchMain {
    private BenchMain() {}

    /** Arguments: what to measure, and its size; see the run script. */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        Path top = Path.of(System.getProperty("bench.top", "."));
        Path directory =
                Files.createDirectories(
                        Path.of(System.getProperty("bench.dir", "/var/tmp/panopto-bench")));
        PrintStream out = System.out;
        machine(out);
        String what = args.length > 0 ? args[0] : "transfer";
        switch (what) {
            case "transfer" -> new TransferBench(top, directory, out).run(size(args, 3));
            case "alone" -> new TransferBench(top, directory, out).alone(size(args, 10));
            case "kill" -> new TransferBench(top, directory, out).kill();
            case "kills" -> new KillsBench(top, directory, out).run();
            case "memory" -> new TransferBench(top, directory, out).memory(size(args, 100));
            case "jobs" -> new JobsBench(top, directory, out).run(size(args, 500));
            case "scale" ->
                    new JobsBench(top, directory, out).scale(size(args, 1000), number(args, 2, 50));
            case "takeover" -> new TakeoverBench(top, directory, out).run(size(args, 3));
            case "start" -> new StartBench(top, directory, out).run(size(args, 5));
            case "idle" -> new IdleBench(top, directory, out).run();
            case "waiting" -> new WaitingBench(top, directory, out).run(size(args, 100_000));
            case "steady" -> new SteadyBench(top, directory, out).run(size(args, 30));
            case "gateway" -> new GatewayBench(top, directory, out).run(size(args, 100_000));
            default -> {
                System.err.println(
                        "bench: no measurement "
                                + what
                                + "; transfer, alone, jobs, kill, kills, memory, scale, takeover, start, idle, waiting, steady, gateway");
                System.exit(2);
            }
        }
    }

    private static int size(String[] args, int usual) {
        return number(args, 1, usual);
    }

    private static int number(String[] args, int at, int usual) {
        return args.length > at ? Integer.parseInt(args[at]) : usual;
    }

    private static void machine(PrintStream out) throws IOException {
        String cpu =
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .orElse("model name: unknown");
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
        out.printf(
                "%d cores, %s, %s, Linux %s, JDK %s, load %s%n",
                Runtime.getRuntime().availableProcessors(),
                cpu.replaceAll("\\s+", " "),
                memory.replaceAll("\\s+", " "),
                System.getProperty("os.version"),
                System.getProperty("java.runtime.version"),
                Files.readString(Path.of("/proc/loadavg")).strip());
    }
}
