package io.winnow.datasets.truth;

/**
 * For each class, the answers to an item (1 if they name the class, else 0) and the mean of the class are averaged with the weights of the
 * annotators, where the mean has the weight 1.
 *
 * @param means mean of each class over all items (K)
 * @param weights weight of each annotator for each class (K, A)
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record AveragedVotes(double[] means, double[][] weights) implements AnnotatorModel {
    @Override
    public double[] without(AnswerTable answers, int item, int answer, double[] posterior) {
        double[] averages = new double[means.length];
        for (int k = 0; k < averages.length; k++) {
            averages[k] = average(answers, item, answer, k);
        }
        return Posteriors.normalised(averages);
    }

    private double average(AnswerTable answers, int item, int omitted, int k) {
        double sum = means[k];
        double total = 1;
        for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
            if (v != omitted) {
                double weight = weights[k][answers.voters()[v]];
                sum += answers.labels()[v] == k ? weight : 0;
                total += weight;
            }
        }
        return sum / total;
    }
}
