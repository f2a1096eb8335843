package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The arguments of the process, separated: properties of the application have a dot in their name
 * ({@code --spring.kafka.bootstrap-servers=…}), options of the commands have none. Behind {@code
 * --} everything is a word, since a request id may look like anything.
 *
 * @param words the command, its options and its parameters
 * @param properties as Spring Boot takes them
 * @param profile the name behind {@code --profile}; null for none
 */
public record CommandWords(List<String> words, List<String> properties, @Nullable String profile) {
    private static final String PROFILE = "--profile";
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
        String profile = null;
        boolean onlyWords = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            onlyWords |= argument.equals("--");
            if (!onlyWords && argument.startsWith(PROFILE + "=")) {
                profile = argument.substring(PROFILE.length() + 1);
            } else if (!onlyWords && argument.equals(PROFILE) && i + 1 < arguments.length) {
                i++;
                profile = arguments[i];
            } else if (!onlyWords && PROPERTY.matcher(argument).matches()) {
                properties.add(argument);
            } else {
                words.add(argument);
            }
        }
        return new CommandWords(words, properties, profile);
    }

    /** Whether the worker itself is meant, and not help about it. */
    public boolean isRun() {
        // The two are Spring Boot's own, and have no dot.
        boolean run =
                words.stream()
                        .dropWhile(word -> word.matches("--debug|--trace"))
                        .limit(1)
                        .allMatch("run"::equals);
        return run && words.stream().noneMatch(w -> w.matches("-h|--help|-V|--version"));
    }
}
