package io.winnow.trainer.anchor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.pool.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Replaces the vector of each text by those of the images that look alike (capro.md, section 2, item 4): one step over the graph of nearest
 * neighbours, t~ = A t.
 *
 * @param neighbours neighbours of each image (N, k); an image itself among them is passed over
 * @param similarities weight of each neighbour (N, k), which is clipped to [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // a graph; never compared
record NeighbourTexts(int[][] neighbours, double[][] similarities) {
    /** Number of nearest neighbours that are re-ranked. */
    private static final int CANDIDATES = 20;
    /** Number of neighbours that remain. */
    private static final int REMAIN = 5;

    /**
     * Finds the neighbours of images by their vectors (N, D), of which some may be null: the 20 nearest by cosine are re-ranked by
     * k-reciprocal encoding, and the first five remain. A weight is 1 less the re-ranked distance. The published code takes the distance
     * itself, so that nearer neighbours weigh less, and counts the image itself among the five.
     */
    static NeighbourTexts of(float[][] vectors, AnchorOptions.NeighbourWeight weight, NDManager manager) {
        boolean published = weight == AnchorOptions.NeighbourWeight.DISTANCE;
        int remain = published ? REMAIN - 1 : REMAIN;
        int[] known = Vectors.known(vectors);
        int[][] neighbours = new int[vectors.length][0];
        double[][] similarities = new double[vectors.length][0];
        if (known.length < 2) {
            return new NeighbourTexts(neighbours, similarities);
        }
        float[][] unit = new float[known.length][];
        NeighbourVotes nearest;
        try (NDArray rows = Vectors.unit(vectors, known, manager)) {
            nearest = NeighbourVotes.of(rows, CANDIDATES);
            float[] all = rows.toFloatArray();
            int width = all.length / known.length;
            Arrays.setAll(unit, i -> Arrays.copyOfRange(all, i * width, (i + 1) * width));
        }
        int found = nearest.found();
        IntStream.range(0, known.length).parallel().forEach(i -> {
            int[] near = Arrays.copyOfRange(nearest.rows(), i * found, (i + 1) * found);
            float[][] gallery = Arrays.stream(near).mapToObj(j -> unit[j]).toArray(float[][]::new);
            double[] distances = KReciprocal.PUBLISHED.distances(unit[i], gallery);
            int[] order = IntStream.range(0, found)
                    .boxed()
                    .sorted((a, b) -> Double.compare(distances[a], distances[b]))
                    .limit(remain)
                    .mapToInt(j -> j)
                    .toArray();
            neighbours[known[i]] = Arrays.stream(order).map(j -> known[near[j]]).toArray();
            similarities[known[i]] = Arrays.stream(order)
                    .mapToDouble(j -> published ? distances[j] : 1 - distances[j])
                    .toArray();
        });
        return new NeighbourTexts(neighbours, similarities);
    }

    /** Returns the weights of the graph, sparse by rows: symmetric by the larger of two, without loops, each row with the sum 1. */
    Map<Integer, Double>[] adjacency() {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        Map<Integer, Double>[] rows = new Map[neighbours.length];
        Arrays.setAll(rows, i -> new TreeMap<>());
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < neighbours[i].length; k++) {
                int other = neighbours[i][k];
                double weight = Math.min(1, Math.max(0, similarities[i][k]));
                if (other != i && weight > 0) {
                    rows[i].merge(other, weight, Math::max);
                    rows[other].merge(i, weight, Math::max);
                }
            }
        }
        for (Map<Integer, Double> row : rows) {
            double sum = row.values().stream().mapToDouble(each -> each).sum();
            row.replaceAll((other, weight) -> weight / sum);
        }
        return rows;
    }

    /**
     * Returns the smoothed texts (N, D). A text whose image has no neighbour with a text stays as it is, rather than becoming 0.
     *
     * @param texts vectors of the texts (N, D), of which some may be null; these weigh nothing
     */
    double[][] smoothed(double[][] texts) {
        Map<Integer, Double>[] rows = adjacency();
        double[][] smoothed = new double[texts.length][];
        for (int i = 0; i < smoothed.length; i++) {
            rows[i].keySet().removeIf(other -> texts[other] == null);
            double sum = rows[i].values().stream().mapToDouble(each -> each).sum();
            smoothed[i] = sum == 0 ? texts[i] : mean(rows[i], sum, texts);
        }
        return smoothed;
    }

    private static double[] mean(Map<Integer, Double> weights, double sum, double[][] texts) {
        double[] mean = null;
        for (Map.Entry<Integer, Double> each : weights.entrySet()) {
            double[] text = texts[each.getKey()];
            mean = mean == null ? new double[text.length] : mean;
            for (int d = 0; d < mean.length; d++) {
                mean[d] += each.getValue() / sum * text[d];
            }
        }
        return mean;
    }
}
