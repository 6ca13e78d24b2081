package io.winnow.trainer.annotate;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that name groups of people, such as {@code women} and {@code men}. A word of one group is replaced by the word of another group in the
 * same place of its list.
 *
 * @param terms the words of each group, in the order of the file; equally many of each
 */
public record GroupTerms(Map<String, List<String>> terms) {
    /**
     * A text in which the words of one group were replaced by those of another.
     *
     * @param from group whose words the text had
     * @param to group whose words it has now
     */
    public record Swap(String from, String to, String text) {}

    /**
     * Reads a file with the columns group and term.
     *
     * @throws UserException if it has fewer than two groups, groups of different sizes, or a term twice
     */
    public static GroupTerms read(Path file) throws IOException {
        Map<String, List<String>> terms = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        try {
            RecordFile records = RecordFile.read(InputPaths.require(file), RecordOptions.of("file of terms"));
            String group = records.column("group", "a file of terms has the columns group and term");
            String term = records.column("term", "a file of terms has the columns group and term");
            for (FileRecord row : records.rows()) {
                String word = row.get(term);
                if (owners.putIfAbsent(word.toLowerCase(Locale.ROOT), row.get(group)) != null) {
                    throw row.error("the term '" + word + "' occurs a second time. Remove one of the lines");
                }
                terms.computeIfAbsent(row.get(group), each -> new ArrayList<>()).add(word);
            }
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
        if (terms.size() < 2) {
            throw new UserException(file + " has terms of one group only (" + String.join(", ", terms.keySet())
                    + "), so nothing can be swapped. Add terms of another group.");
        }
        requireSameLengths(file, terms);
        return new GroupTerms(terms);
    }

    private static void requireSameLengths(Path file, Map<String, List<String>> terms) {
        Map.Entry<String, List<String>> first = terms.entrySet().iterator().next();
        for (Map.Entry<String, List<String>> each : terms.entrySet()) {
            if (each.getValue().size() != first.getValue().size()) {
                throw new UserException(
                        file + " has " + Plural.of(first.getValue().size(), "terms") + " of the group "
                                + first.getKey() + ", but " + each.getValue().size() + " of the group " + each.getKey()
                                + ". A term is replaced by the one in the same place of another group, so all groups need the"
                                + " same number of terms: add the missing ones, or remove those without a counterpart.");
            }
        }
    }

    /** Returns a text with the words of each group that it has replaced by those of each other group. */
    public List<Swap> swaps(String text) {
        List<Swap> swaps = new ArrayList<>();
        for (Map.Entry<String, List<String>> own : terms.entrySet()) {
            Matcher found = pattern(own.getValue()).matcher(text);
            if (!found.find()) {
                continue;
            }
            for (Map.Entry<String, List<String>> other : terms.entrySet()) {
                if (!other.getKey().equals(own.getKey())) {
                    String swapped = found.replaceAll(match ->
                            Matcher.quoteReplacement(replacement(match.group(), own.getValue(), other.getValue())));
                    swaps.add(new Swap(own.getKey(), other.getKey(), swapped));
                }
            }
        }
        return swaps;
    }

    private static Pattern pattern(List<String> words) {
        // Longer words first, so that "men of God" is found before "men".
        List<String> quoted = words.stream()
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .map(Pattern::quote)
                .toList();
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])(?:" + String.join("|", quoted) + ")(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String replacement(String found, List<String> own, List<String> other) {
        int place = 0;
        while (!own.get(place).equalsIgnoreCase(found)) {
            place++;
        }
        String word = other.get(place);
        boolean capital = Character.isUpperCase(found.charAt(0))
                && Character.isLowerCase(own.get(place).charAt(0));
        return capital ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word;
    }
}
