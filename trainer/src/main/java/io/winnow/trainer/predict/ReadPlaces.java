package io.winnow.trainer.predict;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the records that a model has read among those that another reader knows. The reader of the model names them by their keys, or by their
 * numbers from 1 if it knows no column of keys, and leaves out blank ones. Their order tells keys that look like such numbers from the numbers
 * themselves.
 */
public final class ReadPlaces {
    private ReadPlaces() {}

    /**
     * Returns the places of records.
     *
     * @param keys keys of all records (N)
     * @param read how the model names the records that it has read, in their order (M)
     * @return the place of each record that was read, ascending (M); empty if the names are neither keys nor numbers of records
     */
    public static Optional<int[]> of(List<String> keys, List<String> read) {
        Map<String, Integer> byKey = new HashMap<>();
        Map<String, Integer> byNumber = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            byKey.putIfAbsent(keys.get(i), i);
            byNumber.put(Integer.toString(i + 1), i);
        }
        return places(byKey, read).or(() -> places(byNumber, read));
    }

    private static Optional<int[]> places(Map<String, Integer> known, List<String> read) {
        int[] places = new int[read.size()];
        for (int i = 0; i < places.length; i++) {
            Integer place = known.get(read.get(i));
            if (place == null || (i > 0 && place <= places[i - 1])) {
                return Optional.empty();
            }
            places[i] = place;
        }
        return Optional.of(places);
    }
}
