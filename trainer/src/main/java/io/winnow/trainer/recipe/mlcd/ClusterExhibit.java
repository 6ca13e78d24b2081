package io.winnow.trainer.recipe.mlcd;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Some clusters of a run with their examples: the largest ones and, if the examples have one class each, the purest and most mixed ones. */
final class ClusterExhibit {
    private static final int CLUSTERS = 4;
    private static final int EXAMPLES = 12;

    /**
     * A cluster.
     *
     * @param center number of its center
     * @param rows positions of its examples among the training examples in use
     * @param purity share of the most frequent class, whose number is {@code most}; NaN if the examples have no classes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by its number alone
    private record Cluster(int center, int[] rows, double purity, int most) {}

    private ClusterExhibit() {}

    /**
     * Returns the exhibit.
     *
     * @param nearest number of the nearest center of each training example in use (N), in [0, centers)
     */
    static Exhibit of(int[] nearest, int centers, TaskData data) {
        Optional<ClassLabels> labels =
                data.trainLabels() instanceof ClassLabels single ? Optional.of(single) : Optional.empty();
        List<Cluster> clusters = clusters(nearest, centers, labels);
        int median = clusters.get(clusters.size() / 2).rows().length;
        List<Cluster> usual = clusters.stream()
                .filter(each -> labels.isPresent() && each.rows().length >= Math.max(2, median / 2))
                .toList();
        Map<Cluster, String> chosen = new LinkedHashMap<>();
        choose(clusters, "One of the largest", chosen);
        choose(sorted(usual, Comparator.comparingDouble(each -> -each.purity())), "One of the purest", chosen);
        choose(sorted(usual, Comparator.comparingDouble(Cluster::purity)), "One of the most mixed", chosen);
        List<Exhibit.Group> groups = new ArrayList<>();
        chosen.forEach((cluster, why) ->
                groups.add(new Exhibit.Group(caption(cluster, why, labels), shown(cluster.rows(), data))));
        return new Exhibit.Groups(
                "Clusters",
                String.format(
                        Locale.ROOT,
                        "Each of the %,d training %s belongs to the nearest of %,d centers; %,d of these centers have"
                                + " none. The largest cluster has %,d %2$s, the median one %,d and the smallest one %,d."
                                + " Up to %d are shown of each cluster, at even steps in the order of the data.%s",
                        nearest.length,
                        data.unit(),
                        centers,
                        centers - clusters.size(),
                        clusters.get(0).rows().length,
                        median,
                        clusters.get(clusters.size() - 1).rows().length,
                        EXAMPLES,
                        labels.isEmpty()
                                ? ""
                                : " Purity is the share of the most frequent given class. The purest and the most"
                                        + " mixed clusters are chosen among those with at least half as"
                                        + " many " + data.unit()
                                        + " as the median one."),
                groups);
    }

    /** The clusters that have an example, from the largest to the smallest. */
    private static List<Cluster> clusters(int[] nearest, int centers, Optional<ClassLabels> labels) {
        int[] sizes = new int[centers];
        for (int center : nearest) {
            sizes[center]++;
        }
        int[][] rows = new int[centers][];
        for (int center = 0; center < centers; center++) {
            rows[center] = new int[sizes[center]];
        }
        int[] filled = new int[centers];
        for (int row = 0; row < nearest.length; row++) {
            rows[nearest[row]][filled[nearest[row]]++] = row;
        }
        return IntStream.range(0, centers)
                .filter(center -> rows[center].length > 0)
                .mapToObj(center -> cluster(center, rows[center], labels))
                .sorted(Comparator.comparingInt(each -> -each.rows().length))
                .toList();
    }

    private static Cluster cluster(int center, int[] rows, Optional<ClassLabels> labels) {
        if (labels.isEmpty()) {
            return new Cluster(center, rows, Double.NaN, -1);
        }
        int[] counts = new int[labels.get().classCount()];
        int most = 0;
        for (int row : rows) {
            if (labels.get().known(row)) {
                int own = labels.get().classes()[row];
                counts[own]++;
                most = counts[own] > counts[most] ? own : most;
            }
        }
        return new Cluster(center, rows, (double) counts[most] / rows.length, most);
    }

    private static List<Cluster> sorted(List<Cluster> clusters, Comparator<Cluster> order) {
        return clusters.stream().sorted(order).toList();
    }

    private static void choose(List<Cluster> clusters, String why, Map<Cluster, String> chosen) {
        clusters.stream()
                .filter(each -> !chosen.containsKey(each))
                .limit(CLUSTERS)
                .toList()
                .forEach(each -> chosen.put(each, why));
    }

    private static String caption(Cluster cluster, String why, Optional<ClassLabels> labels) {
        String size =
                String.format(Locale.ROOT, "%s: center %d, %,d examples", why, cluster.center(), cluster.rows().length);
        return labels.isEmpty()
                ? size
                : size
                        + String.format(
                                Locale.ROOT,
                                ", %.0f%% of them labelled %s",
                                100 * cluster.purity(),
                                labels.get().classNames().get(cluster.most()));
    }

    /** Indices of some of the examples in the training data, at even steps. */
    private static int[] shown(int[] rows, TaskData data) {
        return IntStream.of(EvenSpacing.of(rows.length, EXAMPLES))
                .map(each -> data.trainExamples()[rows[each]])
                .toArray();
    }
}
