package io.panoptoupload.worker.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The arguments of the process, told apart: properties of the application have a dot in their name
 * ({@code --spring.kafka.bootstrap-servers=…}), options of the commands have none. Behind {@code
 * --} everything is a word, since a request id may look like anything.
 *
 * @param words the command, its options and its parameters
 * @param properties as Spring Boot takes them
 */
public record CommandWords(List<String> words, List<String> properties) {
    private static final Pattern PROPERTY =
            Pattern.compile(
                    "--[A-Za-z][\\w-]*(\\[[^]=]*])?(\\.[\\w\\[\\]-]+)+(=.*)?", Pattern.DOTALL);

    public CommandWords {
        words = List.copyOf(words);
        properties = List.copyOf(properties);
    }

    public static CommandWords of(String... arguments) {
        List<String> words = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        boolean onlyWords = false;
        for (String argument : arguments) {
            onlyWords |= argument.equals("--");
            if (!onlyWords && PROPERTY.matcher(argument).matches()) {
                properties.add(argument);
            } else {
                words.add(argument);
            }
        }
        return new CommandWords(words, properties);
    }

    /** Whether the worker itself is meant, and not help about it. */
    public boolean isRun() {
        boolean run =
                words.isEmpty()
                        || words.getFirst().equals("run")
                        || words.getFirst().startsWith("-");
        return run && words.stream().noneMatch(w -> w.matches("-h|--help|-V|--version"));
    }
}
