package io.winnow.trainer.anchor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The examples of each class whose texts fit the definition of the class best (capro.md, section 2, item 5).
 *
 * @param ofClass anchors of each class, nearest first
 * @param distance distance of each example to the definition of its class (N); NaN without a class or a text, or outside of the shortlist
 * @param cosine cosine of each example with the definition of its class (N); NaN without a class or a text
 * @param nearest class whose definition is the nearest by cosine to each example (N); -1 without a text
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record Anchors(List<int[]> ofClass, double[] distance, double[] cosine, int[] nearest) {
    /** Re-ranking takes memory that grows with the square of the number of texts, so only the nearest by cosine are re-ranked. */
    private static final int SHORTLIST = 4000;

    /**
     * Chooses anchors.
     *
     * @param texts vectors of the texts (N, D), of any length but 0; null for examples without a text, which are no anchors
     * @param definitions vectors of the definitions (K, D), of length 1
     * @param classes class of each example (N), in [0, K), or -1
     * @param keys keys of the examples (N), which break ties
     */
    public static Anchors of(
            double[][] texts, double[][] definitions, int[] classes, List<String> keys, AnchorOptions options) {
        int n = texts.length;
        double[] cosine = new double[n];
        double[] distance = new double[n];
        int[] nearest = new int[n];
        for (int i = 0; i < n; i++) {
            if (texts[i] == null) {
                cosine[i] = Double.NaN;
                distance[i] = Double.NaN;
                nearest[i] = -1;
                continue;
            }
            double[] all = new double[definitions.length];
            for (int k = 0; k < all.length; k++) {
                all[k] = cosine(texts[i], definitions[k]);
                nearest[i] = all[k] > all[nearest[i]] ? k : nearest[i];
            }
            cosine[i] = classes[i] < 0 ? Double.NaN : all[classes[i]];
            distance[i] = options.match() == AnchorOptions.Match.COSINE ? 1 - cosine[i] : Double.NaN;
        }
        List<int[]> ofClass = new ArrayList<>();
        for (int k = 0; k < definitions.length; k++) {
            int own = k;
            Comparator<Integer> likeliest =
                    Comparator.comparingDouble((Integer i) -> -cosine[i]).thenComparing(keys::get);
            int[] members = IntStream.range(0, n)
                    .filter(i -> classes[i] == own && texts[i] != null)
                    .boxed()
                    .sorted(likeliest)
                    .limit(options.match() == AnchorOptions.Match.COSINE ? n : SHORTLIST)
                    .mapToInt(i -> i)
                    .toArray();
            if (options.match() == AnchorOptions.Match.RECIPROCAL && members.length > 0) {
                rerank(texts, definitions[k], members, distance);
            }
            ofClass.add(Arrays.stream(members)
                    .filter(i -> !options.nearest() || nearest[i] == own)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> distance[i])
                            .thenComparing(likeliest))
                    .limit(options.count())
                    .mapToInt(i -> i)
                    .toArray());
        }
        return new Anchors(ofClass, distance, cosine, nearest);
    }

    private static void rerank(double[][] texts, double[] definition, int[] members, double[] distance) {
        double[][] points = new double[members.length + 1][];
        points[0] = definition;
        for (int i = 0; i < members.length; i++) {
            double length = Math.sqrt(dot(texts[members[i]], texts[members[i]]));
            points[i + 1] =
                    Arrays.stream(texts[members[i]]).map(each -> each / length).toArray();
        }
        double[] found = KReciprocal.PUBLISHED.distances(points);
        for (int i = 0; i < members.length; i++) {
            distance[members[i]] = found[i];
        }
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
