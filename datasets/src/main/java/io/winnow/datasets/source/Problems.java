package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Collects the mistakes of a description and of its files, so that all of them can be said at once. */
final class Problems {
    /** The number of mistakes of one kind that are said one by one; a column may have thousands. */
    private static final int MOST_ALIKE = 5;

    /** The number of kinds of mistakes that are said. */
    private static final int MOST_KINDS = 20;

    private static final Pattern WHERE = Pattern.compile("^.*?, line \\d+: ", Pattern.DOTALL);
    private static final Pattern VARIABLE =
            Pattern.compile("several values \\(.*\\),|'[^']*'|\\d+(\\.\\d+)?|Did you mean.*", Pattern.DOTALL);

    private final Map<String, String> settings;
    private final Map<String, List<String>> messages = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** @param settings what the user sets by other names than those that messages begin with */
    Problems(Map<String, String> settings) {
        this.settings = settings;
    }

    /**
     * Adds a mistake.
     *
     * @param kind what mistakes of the same kind have in common, such as a column and what is wrong in it
     * @param message a sentence
     */
    void add(String kind, String message) {
        counts.merge(kind, 1, Integer::sum);
        List<String> alike = messages.computeIfAbsent(kind, each -> new ArrayList<>());
        if (alike.size() < MOST_ALIKE) {
            alike.add(named(message));
        }
    }

    /** Adds a mistake that has no others of its kind. */
    void add(String message) {
        add(message, message);
    }

    /** Adds a mistake in a record. Those of the same scope whose messages differ in numbers and quoted values only are alike. */
    void add(String scope, DataException mistake) {
        String what = WHERE.matcher(mistake.getMessage()).replaceFirst("");
        add(scope + VARIABLE.matcher(what).replaceAll(""), mistake.getMessage());
    }

    private String named(String message) {
        return settings.entrySet().stream()
                .filter(each -> message.startsWith(each.getKey() + ": "))
                .map(each -> each.getValue() + message.substring(each.getKey().length()))
                .findFirst()
                .orElse(message);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The number of mistakes. */
    int count() {
        return counts.values().stream().mapToInt(each -> each).sum();
    }

    /**
     * Throws all mistakes that were added.
     *
     * @throws DescriptionException if there are any
     */
    void throwIfAny() throws DescriptionException {
        if (!isEmpty()) {
            throw new DescriptionException(all());
        }
    }

    private List<String> all() {
        List<String> all = new ArrayList<>();
        messages.entrySet().stream().limit(MOST_KINDS).forEach(each -> {
            all.addAll(each.getValue());
            int more = counts.get(each.getKey()) - each.getValue().size();
            if (more > 0) {
                all.add("(" + more + " more like the last one.)");
            }
        });
        if (counts.size() > MOST_KINDS) {
            all.add("(" + (counts.size() - MOST_KINDS) + " more mistakes of other kinds.)");
        }
        return all;
    }
}
