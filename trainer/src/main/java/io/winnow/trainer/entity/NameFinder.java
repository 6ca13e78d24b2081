package io.winnow.trainer.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds names of entities in texts: in lower case, whole words, from left to right, the longest name first. So a text on a polar bear names no
 * other bear.
 */
final class NameFinder {
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final Map<String, TreeSet<Integer>> byName = new HashMap<>();
    private final int longest;

    NameFinder(EntityNames names) {
        int most = 0;
        for (int e = 0; e < names.entities().size(); e++) {
            EntityNames.Entity entity = names.entities().get(e);
            List<String> all = new ArrayList<>(entity.aliases());
            all.add(entity.name());
            for (String each : all) {
                String[] words = words(each);
                if (words.length > 0) {
                    byName.computeIfAbsent(String.join(" ", words), name -> new TreeSet<>())
                            .add(e);
                    most = Math.max(most, words.length);
                }
            }
        }
        longest = most;
    }

    /**
     * A name in a text.
     *
     * @param name the words of the name
     * @param entities the entities that have it, ascending; several if the name is ambiguous
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Found(String name, int[] entities) {}

    /** Returns the names in a text in their order. */
    List<Found> find(String text) {
        String[] words = words(text);
        List<Found> found = new ArrayList<>();
        int at = 0;
        while (at < words.length) {
            int taken = 0;
            for (int length = Math.min(longest, words.length - at); length > 0 && taken == 0; length--) {
                String name = String.join(" ", Arrays.copyOfRange(words, at, at + length));
                if (byName.containsKey(name)) {
                    found.add(new Found(
                            name, byName.get(name).stream().mapToInt(i -> i).toArray()));
                    taken = length;
                }
            }
            at += Math.max(1, taken);
        }
        return found;
    }

    /** The words of a text in lower case; none if it has no letter or digit. */
    static String[] words(String text) {
        return Arrays.stream(BETWEEN.split(text.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }
}
