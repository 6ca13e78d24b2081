package io.winnow.datasets.truth;

/**
 * Each answer counts with the weight of its annotator.
 *
 * @param weights weight of each annotator (A); a negative one counts against the class that the annotator names
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record VoteWeights(double[] weights) implements AnnotatorModel {
    private static final int ALL = -1;

    @Override
    public double[] without(AnswerTable answers, int item, int answer, double[] posterior) {
        return shares(answers, item, answer);
    }

    /** Returns the share of each class among the weighted answers to an item (K). */
    double[] shares(AnswerTable answers, int item) {
        return shares(answers, item, ALL);
    }

    /** Returns the sum of the weights that name each class (K). */
    private double[] sums(AnswerTable answers, int item, int omitted) {
        double[] sums = new double[answers.classes()];
        for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
            sums[answers.labels()[v]] += v == omitted ? 0 : weights[answers.voters()[v]];
        }
        return sums;
    }

    /**
     * Sums below 0 are shifted to 0 together with all others, which keeps their order. If all sums are equal, the answers count alike; and
     * without an answer, all classes are equally probable.
     */
    private double[] shares(AnswerTable answers, int item, int omitted) {
        double[] shares = sums(answers, item, omitted);
        double least = 0;
        for (double sum : shares) {
            least = Math.min(least, sum);
        }
        double total = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] -= least;
            total += shares[k];
        }
        if (total > 0) {
            for (int k = 0; k < shares.length; k++) {
                shares[k] /= total;
            }
            return shares;
        }
        int count = answers.answers(item) - (omitted == ALL ? 0 : 1);
        for (int k = 0; k < shares.length; k++) {
            shares[k] = count == 0 ? 1.0 / shares.length : 0;
        }
        for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
            shares[answers.labels()[v]] += v == omitted ? 0 : 1.0 / count;
        }
        return shares;
    }
}
