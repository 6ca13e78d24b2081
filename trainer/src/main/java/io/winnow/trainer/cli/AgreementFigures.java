package io.winnow.trainer.cli;

import io.winnow.datasets.inspect.Agreement;
import io.winnow.datasets.inspect.AgreementScale;
import io.winnow.datasets.inspect.Kappa;
import io.winnow.datasets.label.Annotations;
import java.util.Arrays;

/**
 * How far annotators agree, as JSON shows it. A figure that is undefined is null.
 *
 * @param percent mean share of equal pairs of labels of an item
 * @param alpha Krippendorff's alpha for classes without an order
 * @param alphaLow lower bound of its 95% interval
 * @param alphaHigh upper bound of this interval
 * @param fleissKappa Fleiss' kappa, if all items have the same number of labels
 * @param cohenKappa Cohen's kappa, if there are exactly two annotators
 */
record AgreementFigures(
        Double percent, Double alpha, Double alphaLow, Double alphaHigh, Double fleissKappa, Double cohenKappa) {
    private static final long SEED = 1;

    static AgreementFigures of(Annotations annotations, Agreement agreement) {
        int classes = annotations.classNames().size();
        double[] interval = agreement.alpha() == null
                ? null
                : Agreement.interval(annotations.labels(), classes, new AgreementScale.Nominal(), SEED)
                        .orElse(null);
        return new AgreementFigures(
                agreement.percent(),
                agreement.alpha(),
                interval == null ? null : Double.valueOf(interval[0]),
                interval == null ? null : Double.valueOf(interval[1]),
                Kappa.fleiss(counts(annotations.labels(), classes)),
                annotations.annotators().size() == 2 ? Kappa.cohen(pairs(annotations), Kappa.Weights.NONE) : null);
    }

    private static int[][] counts(int[][] labels, int classes) {
        return Arrays.stream(labels)
                .map(own -> {
                    int[] counts = new int[classes];
                    Arrays.stream(own).forEach(label -> counts[label]++);
                    return counts;
                })
                .toArray(int[][]::new);
    }

    /** Returns the number of items for each pair of labels that both annotators gave (K, K). */
    private static double[][] pairs(Annotations annotations) {
        double[][] table = new double[annotations.classNames().size()]
                [annotations.classNames().size()];
        for (int i = 0; i < annotations.items().size(); i++) {
            int[] own = annotations.labels()[i];
            int[] voters = annotations.voters()[i];
            if (own.length == 2 && voters[0] != voters[1]) {
                table[own[voters[0]]][own[voters[1]]]++;
            }
        }
        return table;
    }
}
