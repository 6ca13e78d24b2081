package io.winnow.trainer.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A classifier of classes with examples, which come first, and of classes that have only a description. An example belongs to the class whose
 * prototype is nearest. The prototype of a class with examples is the mean of their vectors; that of another one is what its description is
 * mapped to; if that has a few examples, the mapped description counts as five more. Classes with examples win by habit, so a penalty
 * is subtracted from their scores; from those of a class with n examples that is described, the share n / (n + 5) of it. The strength of the map and the penalty are
 * chosen by class-wise cross-validation: a fifth of the classes with examples is taken for classes without.
 *
 * @param center what is subtracted from each vector (D)
 * @param prototypes prototypes less the center (K, D)
 * @param seen number Z of classes with examples
 * @param shares share of the penalty that is subtracted from the scores of each class (K): 1 for those with examples
 * @param gamma strength of the ridge
 * @param penalty what is subtracted from the scores of classes with examples
 * @param validated mean accuracies on held-out classes and on others; empty for fewer than {@link #FEWEST} classes
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record DescribedClasses(
        double[] center,
        double[][] prototypes,
        int seen,
        double[] shares,
        double gamma,
        double penalty,
        List<Double> validated) {
    /** Fewest classes with examples for a cross-validation. With fewer, the ridge is 1 and the penalty 0. */
    public static final int FEWEST = 5;

    /** Number of examples as which a mapped description counts beside the examples of its class. */
    static final int PRIOR = 5;

    private static final int FOLDS = 5;
    private static final double[] GAMMAS = {1e-3, 1e-2, 0.1, 1, 10, 100, 1000};
    private static final int PENALTIES = 60;

    /**
     * Fits the classifier.
     *
     * @param means mean vectors of the classes with examples (Z, D)
     * @param x vectors of some of their examples, for the cross-validation (N, D)
     * @param labels class of each of them (N)
     * @param descriptions vectors of the descriptions of all classes (K, A), first those of the classes with examples
     * @param few vectors of the examples of each of the other classes (K - Z), none or a few
     */
    public static DescribedClasses fit(
            double[][] means, double[][] x, int[] labels, double[][] descriptions, List<double[][]> few) {
        int seen = means.length;
        boolean[] all = new boolean[descriptions.length];
        Arrays.fill(all, 0, seen, true);
        if (seen < FEWEST) {
            return of(means, descriptions, all, 1, 0, List.of()).seeing(few);
        }
        double[][] own = Arrays.copyOf(descriptions, seen);
        double gamma = 1;
        double best = -1;
        for (double tried : GAMMAS) {
            double accuracy = IntStream.range(0, FOLDS)
                    .mapToDouble(fold -> heldOutAccuracy(means, x, labels, own, fold, tried))
                    .average()
                    .orElseThrow();
            if (accuracy > best) {
                best = accuracy;
                gamma = tried;
            }
        }
        List<double[][]> scores = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            scores.add(of(means, own, inFold(seen, fold), gamma, 0, List.of()).scores(x));
        }
        SeenPenalty chosen = penalty(scores, labels, seen);
        return of(means, descriptions, all, gamma, chosen.penalty(), List.of(chosen.unseen(), chosen.seen()))
                .seeing(few);
    }

    /**
     * Returns how well examples of classes with and without examples are recognised, by the names of metrics and without those that are
     * undefined: {@code seen_accuracy} and {@code unseen_accuracy}, means over classes of the shares of right examples; their harmonic mean;
     * {@code unseen_only_accuracy}, if only classes without examples are chosen from; and the area under the curve of the first two over the
     * penalty.
     *
     * @param x vectors (N, D)
     * @param truth class of each (N)
     */
    public Map<String, Double> judge(double[][] x, int[] truth) {
        boolean[] with = new boolean[prototypes.length];
        Arrays.fill(with, 0, seen, true);
        double[][] scores = scores(x);
        SeenPenalty own = SeenPenalty.of(scores, truth, with, 0);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("seen_accuracy", own.seen());
        metrics.put("unseen_accuracy", own.unseen());
        metrics.put("harmonic_accuracy", Double.isNaN(own.seen() + own.unseen()) ? Double.NaN : own.harmonic());
        metrics.put(
                "unseen_only_accuracy",
                SeenPenalty.of(scores, truth, with, Double.MAX_VALUE).unseen());
        metrics.put("seen_unseen_area", SeenUnseenCurve.area(scores, truth, with));
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /** Which classes count as classes with examples while those of a fold are held out. */
    private static boolean[] inFold(int classes, int fold) {
        boolean[] kept = new boolean[classes];
        for (int k = 0; k < classes; k++) {
            kept[k] = k % FOLDS != fold;
        }
        return kept;
    }

    private static double heldOutAccuracy(
            double[][] means, double[][] x, int[] labels, double[][] descriptions, int fold, double gamma) {
        boolean[] kept = inFold(means.length, fold);
        int[] rows = IntStream.range(0, x.length).filter(n -> !kept[labels[n]]).toArray();
        double[][] scores = of(means, descriptions, kept, gamma, 0, List.of())
                .scores(Arrays.stream(rows).mapToObj(n -> x[n]).toArray(double[][]::new));
        int[] truth = Arrays.stream(rows).map(n -> labels[n]).toArray();
        // Among the held-out classes alone, as an endless penalty on the others has it.
        return SeenPenalty.of(scores, truth, kept, Double.MAX_VALUE).unseen();
    }

    /** The penalty with the best mean harmonic accuracy over the folds, and the mean accuracies with it. */
    private static SeenPenalty penalty(List<double[][]> scores, int[] labels, int seen) {
        double[] gaps = IntStream.range(0, FOLDS)
                .boxed()
                .flatMapToDouble(fold -> gaps(scores.get(fold), inFold(seen, fold)))
                .sorted()
                .toArray();
        SeenPenalty best = new SeenPenalty(0, 0, 0, -1);
        for (int i = 0; i <= PENALTIES; i++) {
            double tried = gaps[(int) ((gaps.length - 1L) * i / PENALTIES)];
            List<SeenPenalty> folds = IntStream.range(0, FOLDS)
                    .mapToObj(fold -> SeenPenalty.of(scores.get(fold), labels, inFold(seen, fold), tried))
                    .toList();
            double harmonic = mean(folds.stream().mapToDouble(SeenPenalty::harmonic));
            if (harmonic > best.harmonic()) {
                best = new SeenPenalty(
                        tried,
                        mean(folds.stream().mapToDouble(SeenPenalty::seen)),
                        mean(folds.stream().mapToDouble(SeenPenalty::unseen)),
                        harmonic);
            }
        }
        return best;
    }

    private static double mean(DoubleStream values) {
        return values.average().orElseThrow();
    }

    /** By how much the best class with examples is ahead of the best one without. */
    private static DoubleStream gaps(double[][] scores, boolean[] kept) {
        return Arrays.stream(scores).mapToDouble(row -> {
            double with = Double.NEGATIVE_INFINITY;
            double without = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < row.length; k++) {
                with = kept[k] ? Math.max(with, row[k]) : with;
                without = kept[k] ? without : Math.max(without, row[k]);
            }
            return with - without;
        });
    }

    /** @param kept which classes have examples (K); their means are rows of {@code means}, the others' rows are not looked at */
    private static DescribedClasses of(
            double[][] means,
            double[][] descriptions,
            boolean[] kept,
            double gamma,
            double penalty,
            List<Double> validated) {
        int[] with = IntStream.range(0, kept.length).filter(k -> kept[k]).toArray();
        double[] center = mean(means, with);
        double[] middle = mean(descriptions, with);
        double[][] seenMeans = less(means, with, center);
        double[][] prototypes = DescribedPrototypes.of(
                less(descriptions, with, middle),
                seenMeans,
                less(descriptions, IntStream.range(0, kept.length).toArray(), middle),
                gamma);
        for (int i = 0; i < with.length; i++) {
            prototypes[with[i]] = seenMeans[i];
        }
        double[] shares = new double[kept.length];
        for (int k : with) {
            shares[k] = 1;
        }
        return new DescribedClasses(center, prototypes, with.length, shares, gamma, penalty, validated);
    }

    /** Moves the prototypes of the classes without examples to a few examples: (k0 p + sum of x) / (k0 + n). */
    private DescribedClasses seeing(List<double[][]> few) {
        double[][] moved = prototypes.clone();
        double[] own = shares.clone();
        for (int i = 0; i < few.size(); i++) {
            int n = few.get(i).length;
            double[] prototype = moved[seen + i].clone();
            for (int d = 0; d < prototype.length; d++) {
                double sum = PRIOR * prototype[d];
                for (double[] x : few.get(i)) {
                    sum += x[d] - center[d];
                }
                prototype[d] = sum / (PRIOR + n);
            }
            moved[seen + i] = prototype;
            own[seen + i] = (double) n / (PRIOR + n);
        }
        return new DescribedClasses(center, moved, seen, own, gamma, penalty, validated);
    }

    private static double[] mean(double[][] rows, int[] which) {
        double[] sum = new double[rows[which[0]].length];
        for (int k : which) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += rows[k][d] / which.length;
            }
        }
        return sum;
    }

    private static double[][] less(double[][] rows, int[] which, double[] middle) {
        return Arrays.stream(which)
                .mapToObj(k -> IntStream.range(0, middle.length)
                        .mapToDouble(d -> rows[k][d] - middle[d])
                        .toArray())
                .toArray(double[][]::new);
    }

    /**
     * Returns the scores of the classes (N, K): half of the negative squared distances, less what they have in common, and less the penalty.
     *
     * @param x vectors (N, D)
     */
    public double[][] scores(double[][] x) {
        double[][] scores = new double[x.length][prototypes.length];
        for (int k = 0; k < prototypes.length; k++) {
            double[] own = prototypes[k];
            double offset = shares[k] * penalty;
            for (int d = 0; d < own.length; d++) {
                offset += own[d] * own[d] / 2 + center[d] * own[d];
            }
            for (int n = 0; n < x.length; n++) {
                double dot = 0;
                for (int d = 0; d < own.length; d++) {
                    dot += own[d] * x[n][d];
                }
                scores[n][k] = dot - offset;
            }
        }
        return scores;
    }
}
