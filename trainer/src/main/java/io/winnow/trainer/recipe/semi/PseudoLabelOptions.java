package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How a teacher's predictions become pseudo-labels. By default, the most probable class of every example counts, as in the paper. */
@Doc(
        "How the predictions of the teacher become pseudo-labels. By default, the most probable class of every example counts.")
public record PseudoLabelOptions(
        @Doc("Smallest probability with which a pseudo-label counts, in [0, 1].") @Default("0")
        double threshold,

        @Doc(
                "Largest number of pseudo-labels of each class, those with the highest probability first: none, any; labelled, its share of the"
                        + " labelled examples times the number of unlabelled ones; uniform, the same for all classes. Teachers of long"
                        + " tails prefer frequent classes, and this cuts their surplus.")
        @Default("none")
        Align align,

        @Doc(
                "Logit adjustment: factor tau of the log share of each class among the labelled examples, which is subtracted from its logit"
                        + " before a class is chosen, so that rare classes are chosen more often. 0 turns it off.")
        @Default("0")
        double adjustment) {
    /** The largest number of pseudo-labels of each class. */
    public enum Align {
        /** Any. */
        NONE,
        /** The share of the class among the labelled examples. */
        LABELLED,
        /** The same for all classes. */
        UNIFORM
    }

    public PseudoLabelOptions {
        new Checks()
                .between("threshold", threshold, 0, 1)
                .notNegative("adjustment", adjustment)
                .done();
    }

    /**
     * Chooses pseudo-labels.
     *
     * @param p class probabilities of the teacher (U, K)
     * @param shares shares of the classes of the labelled examples (K)
     */
    PseudoLabels choose(double[][] p, double[] shares) {
        double[][] adjusted =
                Arrays.stream(p).map(each -> adjusted(each, shares)).toArray(double[][]::new);
        int[] labels = Arrays.stream(adjusted).mapToInt(Ranks::largest).toArray();
        int[] left = new int[shares.length];
        for (int k = 0; k < left.length; k++) {
            double share = align == Align.UNIFORM ? 1.0 / left.length : shares[k];
            left[k] = align == Align.NONE ? p.length : (int) Math.floor(share * p.length + 1e-9);
        }
        boolean[] passed = new boolean[p.length];
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted((a, b) -> Double.compare(adjusted[b][labels[b]], adjusted[a][labels[a]]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i : order) {
            passed[i] = adjusted[i][labels[i]] >= threshold && left[labels[i]]-- > 0;
        }
        return new PseudoLabels(labels, adjusted, passed);
    }

    private double[] adjusted(double[] p, double[] shares) {
        if (adjustment == 0) {
            return p;
        }
        double[] factors =
                Arrays.stream(shares).map(share -> Math.pow(share, -adjustment)).toArray();
        return Alignment.scaled(p, factors);
    }
}
