package io.winnow.trainer.entity;

import io.winnow.datasets.text.PhraseFinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds names of entities in texts by {@link PhraseFinder}. So a text on a polar bear names no other bear. */
final class NameFinder {
    private final Map<String, TreeSet<Integer>> byName = new HashMap<>();
    private final PhraseFinder finder;

    NameFinder(EntityNames names) {
        for (int e = 0; e < names.entities().size(); e++) {
            EntityNames.Entity entity = names.entities().get(e);
            List<String> all = new ArrayList<>(entity.aliases());
            all.add(entity.name());
            for (String each : all) {
                String words = PhraseFinder.normal(each);
                if (!words.isEmpty()) {
                    byName.computeIfAbsent(words, name -> new TreeSet<>()).add(e);
                }
            }
        }
        finder = new PhraseFinder(byName.keySet());
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
        return finder.find(text).stream()
                .map(name -> new Found(
                        name, byName.get(name).stream().mapToInt(i -> i).toArray()))
                .toList();
    }
}
