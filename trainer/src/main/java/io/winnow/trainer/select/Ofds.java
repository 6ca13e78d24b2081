package io.winnow.trainer.select;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Object-focused data selection (arXiv 2412.10032): chooses images by the objects in them. The classes take turns from the rarest to the most
 * frequent. The objects of a class are clustered more and more finely, until enough clusters hold no object of an image that was chosen
 * before; of each of these, the largest first, the image of the object nearest to the mean is chosen. The paper's stages are known from
 * summaries; the rules inside the stages are a reconstruction. What is left of the budget goes to the objects farthest from all chosen ones.
 * The score is the number of objects in the cluster, or the distance.
 */
final class Ofds implements Strategy {
    private static final double FINER = 1.25;
    private static final long REST = 47;

    @Override
    public String key() {
        return "ofds";
    }

    @Override
    public String description() {
        return "covers the objects in the images class by class, beginning with the rarest class";
    }

    @Override
    public boolean needsObjects() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        PoolObjects objects = pool.objects()
                .orElseThrow(() -> new IllegalStateException("The objects must be known to choose by " + key()));
        boolean[] selected = pool.labelled().clone();
        List<Choice> chosen = new ArrayList<>();
        int most = Math.min(count, pool.unlabelled().length);
        List<int[]> classes = IntStream.of(objects.classes())
                .distinct()
                .sorted()
                .mapToObj(objects::ofClass)
                .sorted(Comparator.comparingInt(own -> own.length))
                .toList();
        for (int c = 0; c < classes.size(); c++) {
            int[] own = classes.get(c);
            Vectors vectors = objects.vectors().select(own);
            int[] images =
                    IntStream.of(own).map(object -> objects.items()[object]).toArray();
            int left = classes.size() - c;
            int wanted = (most - chosen.size() + left - 1) / left;
            for (Found found : ofClass(vectors, images, selected, k -> clusters(vectors, k, seed, pool), wanted)) {
                chosen.add(new Choice(images[found.object], key(), found.size));
                selected[images[found.object]] = true;
            }
        }
        farthest(objects, selected, most, chosen);
        rest(pool, selected, most, seed, chosen);
        return chosen;
    }

    private static int[] clusters(Vectors vectors, int k, long seed, Pool pool) {
        return k == vectors.rows()
                ? IntStream.range(0, k).toArray()
                : Clustering.of(vectors, k, seed, pool.manager()).clusters();
    }

    /**
     * An object that was chosen.
     *
     * @param object its place among the objects of its class
     * @param size number of objects in its cluster
     */
    record Found(int object, int size) {}

    /**
     * Chooses objects of a class.
     *
     * @param vectors vectors of the objects of the class (M, D)
     * @param images image of each (M)
     * @param selected whether an image is chosen already
     * @param clusterings gives the cluster of each object (M) for a number of clusters
     * @param wanted number of further images
     * @return at most {@code wanted} objects, of different images
     */
    static List<Found> ofClass(
            Vectors vectors, int[] images, boolean[] selected, IntFunction<int[]> clusterings, int wanted) {
        if (wanted == 0) {
            return List.of();
        }
        int most = images.length;
        int k = Math.min(wanted, most);
        List<int[]> free = free(clusterings.apply(k), images, selected);
        while (free.size() < wanted && k < most) {
            k = Math.min(most, (int) Math.ceil(k * FINER));
            free = free(clusterings.apply(k), images, selected);
        }
        List<Found> found = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (int[] cluster : free) {
            int object = cluster[vectors.select(cluster).nearestToMean()];
            if (found.size() < wanted && taken.add(images[object])) {
                found.add(new Found(object, cluster.length));
            }
        }
        return found;
    }

    /** Returns the members of the clusters without an object of a chosen image, the largest first; ties go to the lower number. */
    private static List<int[]> free(int[] clusters, int[] images, boolean[] selected) {
        int count = IntStream.of(clusters).max().orElse(-1) + 1;
        return IntStream.range(0, count)
                .mapToObj(cluster -> IntStream.range(0, clusters.length)
                        .filter(object -> clusters[object] == cluster)
                        .toArray())
                .filter(members -> members.length > 0)
                .filter(members -> IntStream.of(members).noneMatch(object -> selected[images[object]]))
                .sorted(Comparator.comparingInt(members -> -members.length))
                .toList();
    }

    /** Adds the images of the objects that are farthest from those of all chosen images. */
    private void farthest(PoolObjects objects, boolean[] selected, int most, List<Choice> chosen) {
        Columns columns = new Columns(objects.vectors());
        float[] nearest = new float[objects.items().length];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        boolean[] seen = new boolean[nearest.length];
        while (chosen.size() < most) {
            int next = -1;
            for (int object = 0; object < nearest.length; object++) {
                if (selected[objects.items()[object]] && !seen[object]) {
                    seen[object] = true;
                    columns.closer(object, nearest);
                }
            }
            for (int object = 0; object < nearest.length; object++) {
                boolean open = !selected[objects.items()[object]];
                next = open && (next < 0 || nearest[object] > nearest[next]) ? object : next;
            }
            if (next < 0) {
                return;
            }
            chosen.add(new Choice(objects.items()[next], key(), Math.sqrt(nearest[next])));
            selected[objects.items()[next]] = true;
        }
    }

    /** Adds images without objects, in a random order. */
    private void rest(Pool pool, boolean[] selected, int most, long seed, List<Choice> chosen) {
        int[] open =
                IntStream.of(pool.unlabelled()).filter(row -> !selected[row]).toArray();
        for (int place : Permutation.of(open.length, CounterRandom.key(seed, REST))) {
            if (chosen.size() < most) {
                chosen.add(new Choice(open[place], key(), Double.NaN));
            }
        }
    }
}
