package io.winnow.trainer.mlflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns names of metrics and parameters into names that a server accepts: letters, digits, underscores, dashes, dots, spaces and slashes, at
 * most 250 of them, that would be the normal path of a file. Different names stay different.
 */
final class MlflowNames {
    private static final int MOST_CHARACTERS = 250;
    private static final int SUFFIX_CHARACTERS = 10;

    private final Map<String, String> accepted = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    String of(String name) {
        return accepted.computeIfAbsent(name, each -> {
            String valid = valid(each);
            String unique = valid;
            for (int number = 2; !taken.add(unique); number++) {
                unique = valid.substring(0, Math.min(valid.length(), MOST_CHARACTERS - SUFFIX_CHARACTERS)) + "_"
                        + number;
            }
            return unique;
        });
    }

    private static String valid(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_./ -]", "_");
        String path = Arrays.stream(plain.split("/", -1))
                .map(part -> part.isEmpty() || part.matches("\\.+") ? "_" : part)
                .collect(Collectors.joining("/"));
        return path.length() <= MOST_CHARACTERS
                ? path
                : path.substring(0, MOST_CHARACTERS).replaceFirst("/$", "_");
    }
}
