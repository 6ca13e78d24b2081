package io.winnow.datasets.inspect;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far annotators agree.
 *
 * @param items number of items with at least two labels; only these count
 * @param labels number of their labels
 * @param percent mean over these items of the share of their pairs of labels that are equal, in [0, 1]; null if there are none
 * @param unanimous share of these items whose labels are all equal, in [0, 1]; null if there are none
 * @param alpha Krippendorff's alpha: 1 for perfect agreement, 0 for chance, negative for systematic disagreement; null if it is undefined,
 *     because no item has two labels or all labels are the same
 */
public record Agreement(int items, int labels, Double percent, Double unanimous, Double alpha) {
    private static final int SAMPLES = 1_000;
    private static final int LEAST_SAMPLES = 50;
    private static final long SAMPLED_LABELS = 200_000_000;
    private static final double TAIL = 0.025;

    /** Computes the agreement of annotators on classes, of which none is nearer to another one than the rest. */
    public static Agreement of(Annotations annotations) {
        return of(annotations.labels(), annotations.classNames().size(), new AgreementScale.Nominal());
    }

    /**
     * Computes the agreement. Krippendorff's alpha ("Computing Krippendorff's alpha-reliability", 2011) is
     * {@code 1 - (n - 1) sum_kl o_kl d_kl / sum_kl n_k n_l d_kl}, where the coincidence {@code o_kl} is the sum over items of the number of
     * ordered pairs of labels (k, l), divided by the number of the item's labels less one, {@code n_k} the sum of row k, {@code n} the sum of
     * all, and {@code d} the difference of two labels.
     *
     * @param labels the labels that each item was given (N, different numbers), each in [0, values)
     * @param values number of different labels (K)
     * @param scale how different two labels are
     */
    public static Agreement of(int[][] labels, int values, AgreementScale scale) {
        double[][] coincidences = new double[values][values];
        int items = 0;
        int pairable = 0;
        double equal = 0;
        double unanimous = 0;
        for (int[] given : labels) {
            if (given.length < 2) {
                continue;
            }
            items++;
            pairable += given.length;
            int[] counts = new int[values];
            Arrays.stream(given).forEach(label -> counts[label]++);
            int[] distinct = Arrays.stream(given).distinct().toArray();
            unanimous += distinct.length == 1 ? 1 : 0;
            for (int k : distinct) {
                for (int l : distinct) {
                    coincidences[k][l] += (double) counts[k] * (counts[l] - (k == l ? 1 : 0)) / (given.length - 1);
                }
                equal += (double) counts[k] * (counts[k] - 1) / given.length / (given.length - 1);
            }
        }
        return new Agreement(
                items,
                pairable,
                items == 0 ? null : equal / items,
                items == 0 ? null : unanimous / items,
                alpha(coincidences, scale));
    }

    private static Double alpha(double[][] coincidences, AgreementScale scale) {
        double[] totals = Arrays.stream(coincidences)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
        double observed = 0;
        double expected = 0;
        for (int k = 0; k < totals.length; k++) {
            for (int l = 0; l < totals.length; l++) {
                if (totals[k] > 0 && totals[l] > 0) {
                    double difference = scale.difference(k, l, totals);
                    observed += coincidences[k][l] * difference;
                    expected += totals[k] * totals[l] * difference;
                }
            }
        }
        return expected == 0 ? null : Double.valueOf(1 - (Arrays.stream(totals).sum() - 1) * observed / expected);
    }

    /**
     * Returns the 95% interval of alpha: the 2.5% and 97.5% quantiles over random samples of the items with replacement, of which there are
     * 1,000, or fewer for more than 200,000 labels.
     *
     * @param labels the labels that each item was given (N, different numbers), each in [0, values)
     * @return the bounds; empty if alpha is undefined for a sample
     */
    public static Optional<double[]> interval(int[][] labels, int values, AgreementScale scale, long seed) {
        int[][] pairable =
                Arrays.stream(labels).filter(given -> given.length > 1).toArray(int[][]::new);
        long size = Arrays.stream(pairable).mapToLong(given -> given.length).sum();
        int samples = (int) Math.max(LEAST_SAMPLES, Math.min(SAMPLES, SAMPLED_LABELS / Math.max(1, size)));
        double[] alphas = new double[samples];
        for (int sample = 0; sample < samples; sample++) {
            CounterRandom random = CounterRandom.of(seed, sample);
            int[][] drawn = new int[pairable.length][];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = pairable[random.nextInt(pairable.length)];
            }
            Double alpha = of(drawn, values, scale).alpha();
            if (alpha == null) {
                return Optional.empty();
            }
            alphas[sample] = alpha;
        }
        Arrays.sort(alphas);
        int cut = (int) Math.round(TAIL * (samples - 1));
        return Optional.of(new double[] {alphas[cut], alphas[samples - 1 - cut]});
    }
}
