package io.winnow.trainer.cli;

import io.winnow.datasets.inspect.Agreement;
import io.winnow.datasets.inspect.AgreementScale;
import io.winnow.datasets.inspect.Kappa;
import io.winnow.datasets.label.Annotations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How far annotators agree, as JSON shows it. A figure that is undefined is null.
 *
 * @param percent mean share of equal pairs of labels of an item
 * @param alpha Krippendorff's alpha for classes without an order
 * @param alphaLow lower bound of its 95% interval
 * @param alphaHigh upper bound of this interval
 * @param alphaOrdinal alpha for classes that are numbers, as levels of a scale
 * @param alphaInterval alpha for classes that are numbers, by their differences
 * @param fleissKappa Fleiss' kappa, if all items have the same number of labels
 * @param cohenKappa Cohen's kappa, if there are exactly two annotators
 * @param cohenKappaLinear the same with linear weights, if the classes are numbers
 * @param cohenKappaQuadratic the same with quadratic weights, if the classes are numbers
 */
record AgreementFigures(
        Double percent,
        Double alpha,
        Double alphaLow,
        Double alphaHigh,
        Double alphaOrdinal,
        Double alphaInterval,
        Double fleissKappa,
        Double cohenKappa,
        Double cohenKappaLinear,
        Double cohenKappaQuadratic) {
    private static final long SEED = 1;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,15}(\\.\\d+)?");

    static AgreementFigures of(Annotations annotations, Agreement agreement) {
        int classes = annotations.classNames().size();
        double[] interval = agreement.alpha() == null
                ? null
                : Agreement.interval(annotations.labels(), classes, new AgreementScale.Nominal(), SEED)
                        .orElse(null);
        Optional<double[]> numbers = numbers(annotations.classNames());
        Optional<double[][]> pairs =
                annotations.annotators().size() == 2 ? Optional.of(pairs(annotations)) : Optional.empty();
        return new AgreementFigures(
                agreement.percent(),
                agreement.alpha(),
                interval == null ? null : Double.valueOf(interval[0]),
                interval == null ? null : Double.valueOf(interval[1]),
                numbers.map(values -> alpha(annotations, new AgreementScale.Ordinal()))
                        .orElse(null),
                numbers.map(values -> alpha(annotations, new AgreementScale.Interval(values)))
                        .orElse(null),
                Kappa.fleiss(counts(annotations.labels(), classes)),
                pairs.map(table -> Kappa.cohen(table, Kappa.Weights.NONE)).orElse(null),
                pairs.filter(table -> numbers.isPresent())
                        .map(table -> Kappa.cohen(table, Kappa.Weights.LINEAR))
                        .orElse(null),
                pairs.filter(table -> numbers.isPresent())
                        .map(table -> Kappa.cohen(table, Kappa.Weights.QUADRATIC))
                        .orElse(null));
    }

    private static Double alpha(Annotations annotations, AgreementScale scale) {
        return Agreement.of(annotations.labels(), annotations.classNames().size(), scale)
                .alpha();
    }

    /** Returns the classes as numbers, which are ascending; empty if they are no numbers. */
    private static Optional<double[]> numbers(List<String> classNames) {
        double[] values = new double[classNames.size()];
        for (int k = 0; k < values.length; k++) {
            if (!NUMBER.matcher(classNames.get(k)).matches()) {
                return Optional.empty();
            }
            values[k] = Double.parseDouble(classNames.get(k));
            if (k > 0 && values[k] <= values[k - 1]) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
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
