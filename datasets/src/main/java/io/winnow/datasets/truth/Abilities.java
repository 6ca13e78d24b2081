package io.winnow.datasets.truth;

/**
 * Whether an annotator is right depends on their ability and on the ease of the item: with probability {@code sigma(a exp(b))}. Otherwise,
 * they give each other class with the same probability.
 *
 * @param abilities a of each annotator (A); below 0 for one who is wrong more often than right
 * @param logEases b: logarithm of the ease of each item (N)
 * @param classes K, at least 2
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Abilities(double[] abilities, double[] logEases, int classes) implements ResponseModel {
    @Override
    public double probability(int item, int annotator, int label, int truth) {
        double x = abilities[annotator] * Math.exp(logEases[item]);
        return label == truth ? 1 / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x)) / (classes - 1);
    }
}
