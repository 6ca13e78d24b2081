package io.winnow.datasets.label;

import io.winnow.datasets.EditDistance;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The order of class names, names that look alike, and names that are several. */
public final class ClassNames {
    /** The number of groups of names that a message shows. */
    private static final int SHOWN = 5;

    /** A whole number as spreadsheets and data frames write it, such as {@code 7}, {@code 007} and {@code 7.0}. */
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0*(\\d+?)(?:\\.0*)?");

    private static final List<String> SEPARATORS = List.of("|", ";", ",");

    private ClassNames() {}

    /** Sorts names in the order in which classes are numbered: by value if all are numbers, and alphabetically otherwise. */
    public static List<String> sorted(Collection<String> names) {
        boolean numbers = names.stream().allMatch(name -> name.matches("[+-]?\\d{1,18}(\\.\\d{1,18})?"));
        return names.stream()
                .sorted(numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder())
                .toList();
    }

    /**
     * Returns the groups of names that differ only in case, in blanks or in how they write a whole number, such as {@code Cat} and
     * {@code cat}, or {@code 7}, {@code 007} and {@code 7.0}.
     */
    public static List<List<String>> alike(Collection<String> names) {
        Map<String, TreeSet<String>> groups = new LinkedHashMap<>();
        for (String name : names) {
            groups.computeIfAbsent(plain(name), each -> new TreeSet<>()).add(name);
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    /** Returns a text that names have in common if they are alike, see {@link #alike(Collection)}. */
    public static String plain(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("\\s+", "")
                .toLowerCase(Locale.ROOT);
        Matcher number = WHOLE_NUMBER.matcher(plain);
        return number.matches() ? number.group(1) : plain;
    }

    /**
     * Returns a sentence on class names that are alike, see {@link #alike(Collection)}; empty if there are none.
     *
     * @param owner what has these classes
     */
    public static Optional<String> alike(String owner, Collection<String> names) {
        return alike(owner + " has classes", "classes", names).map(sentence -> sentence + ".");
    }

    /**
     * Returns a sentence, without its full stop, on names that are alike, see {@link #alike(Collection)}; empty if there are none.
     *
     * @param beginning beginning of the sentence, such as "a.csv has clients"
     * @param named plural of what has these names, such as "clients"
     */
    public static Optional<String> alike(String beginning, String named, Collection<String> names) {
        List<List<String>> groups = alike(names);
        List<String> alike =
                groups.stream().map(group -> String.join(", ", group)).toList();
        return alike.isEmpty()
                ? Optional.empty()
                : Optional.of(beginning + " whose names differ only in upper and lower case or in blanks"
                        + (looksLike(groups) ? ", or in the way in which Unicode encodes letters" : "")
                        + (writeNumbers(groups) ? ", or in how they write a number" : "") + ": "
                        + alike.stream().limit(SHOWN).collect(Collectors.joining("; "))
                        + (alike.size() > SHOWN ? "; and " + (alike.size() - SHOWN) + " more groups" : "")
                        + ". They count as different " + named);
    }

    /** Whether the names of a group are the same number. */
    private static boolean writeNumbers(List<List<String>> groups) {
        return groups.stream()
                .anyMatch(group -> WHOLE_NUMBER.matcher(group.get(0).strip()).matches());
    }

    /** Whether two names of a group look the same. */
    private static boolean looksLike(List<List<String>> groups) {
        return groups.stream()
                .anyMatch(group -> group.stream()
                        .anyMatch(name -> group.stream().anyMatch(other -> EditDistance.looksLike(name, other))));
    }

    /**
     * Returns the character that seems to separate several names within each of these: one by which at least two of them divide into
     * parts, of which some occur in several, such as {@code |} in {@code cat|dog} and {@code dog|owl}.
     */
    public static Optional<String> separator(Collection<String> names) {
        return SEPARATORS.stream()
                .filter(separator -> {
                    Set<String> seen = new HashSet<>();
                    long divided = names.stream()
                            .filter(name -> name.contains(separator))
                            .count();
                    return divided >= 2
                            && names.stream()
                                    .flatMap(name -> Stream.of(name.split(Pattern.quote(separator)))
                                            .map(String::strip)
                                            .distinct())
                                    .anyMatch(part -> !seen.add(part));
                })
                .findFirst();
    }
}
