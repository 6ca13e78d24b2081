package io.winnow.trainer.select;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Objects in the images of a pool, such as the proposals of a detector.
 *
 * @param vectors their vectors (M, D)
 * @param items row of the image of each object (M)
 * @param classes class of each object (M), as the detector says or by clusters; in [0, K)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record PoolObjects(Vectors vectors, int[] items, int[] classes) {
    private static final int CLUSTERS = 50;
    private static final int LEAST = 5;

    public PoolObjects {
        if (items.length != vectors.rows() || classes.length != vectors.rows()) {
            throw new IllegalArgumentException("Vectors, images and classes must be of the same objects; found "
                    + vectors.rows() + ", " + items.length + " and " + classes.length + ".");
        }
    }

    /**
     * Returns objects whose classes have names. Objects without one get clusters as classes; small clusters are one class together.
     *
     * @param vectors vectors of unit length (M, D)
     * @param names class of each object (M); empty if it is not known
     */
    public static PoolObjects of(
            Vectors vectors, int[] items, List<Optional<String>> names, long seed, NDManager manager) {
        Map<Optional<String>, Integer> numbers = new LinkedHashMap<>();
        names.stream().filter(Optional::isPresent).forEach(name -> numbers.putIfAbsent(name, numbers.size()));
        int[] classes =
                names.stream().mapToInt(name -> numbers.getOrDefault(name, -1)).toArray();
        int[] unnamed = IntStream.range(0, classes.length)
                .filter(object -> classes[object] < 0)
                .toArray();
        if (unnamed.length > 0) {
            Vectors own = vectors.select(unnamed);
            int[] clusters = Clustering.of(own, Math.min(CLUSTERS, unnamed.length), seed, manager)
                    .clusters();
            int[] sizes = new int[CLUSTERS];
            IntStream.of(clusters).forEach(cluster -> sizes[cluster]++);
            for (int i = 0; i < unnamed.length; i++) {
                classes[unnamed[i]] = numbers.size() + (sizes[clusters[i]] < LEAST ? CLUSTERS : clusters[i]);
            }
        }
        return new PoolObjects(vectors, items, classes);
    }

    /** Returns the objects of some images, which then have their place in {@code rows} as their row. */
    public PoolObjects of(int[] rows) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int place = 0; place < rows.length; place++) {
            places.put(rows[place], place);
        }
        int[] own = IntStream.range(0, items.length)
                .filter(object -> places.containsKey(items[object]))
                .toArray();
        return new PoolObjects(
                vectors.select(own),
                IntStream.of(own).map(object -> places.get(items[object])).toArray(),
                IntStream.of(own).map(object -> classes[object]).toArray());
    }

    /** Returns the objects of a class. */
    int[] ofClass(int k) {
        return IntStream.range(0, classes.length)
                .filter(object -> classes[object] == k)
                .toArray();
    }
}
