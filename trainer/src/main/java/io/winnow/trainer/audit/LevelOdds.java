package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How probable each of K levels of an ordered scale is for an example, in view of a number that was predicted for it without its own level.
 * Predictions for examples of level k are taken to be normal, with the mean {@code offset + slope * k} and a spread that all levels share;
 * with the shares of the levels, Bayes' rule gives the probabilities.
 *
 * <p>The plain difference of level and prediction is a poor measure of doubt: predictions shrink towards the middle of the scale, so that
 * rare levels at its ends are far from nearly all predictions, right or wrong.
 *
 * @param offset mean of the predictions for the lowest level
 * @param slope how much that mean grows from one level to the next; 0 if predictions do not grow with the levels, so that they tell nothing
 * @param spread standard deviation of the predictions for a level
 * @param shares share of each level among the given ones (K)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LevelOdds(double offset, double slope, double spread, double[] shares) {
    /** How many times as probable as the given level another one must be to contradict it clearly. */
    static final int CLEARLY = 10;

    /**
     * Fits the line by least squares.
     *
     * @param predictions predictions (N), each without the example's own level
     * @param levels given levels (N), from 0
     * @param count number of levels of the scale (K)
     */
    static LevelOdds fit(double[] predictions, double[] levels, int count) {
        int n = levels.length;
        double meanLevel = Arrays.stream(levels).average().orElseThrow();
        double meanPrediction = Arrays.stream(predictions).average().orElseThrow();
        double product = 0;
        double square = 0;
        double[] shares = new double[count];
        for (int i = 0; i < n; i++) {
            product += (levels[i] - meanLevel) * (predictions[i] - meanPrediction);
            square += (levels[i] - meanLevel) * (levels[i] - meanLevel);
            shares[(int) levels[i]] += 1.0 / n;
        }
        double slope = square > 0 ? Math.max(0, product / square) : 0;
        double offset = meanPrediction - slope * meanLevel;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double error = predictions[i] - offset - slope * levels[i];
            rest += error * error;
        }
        return new LevelOdds(offset, slope, Math.sqrt(rest / n), shares);
    }

    /** Returns the probability of each level (K) for an example with this prediction. Levels that no example has have none. */
    double[] probabilities(double prediction) {
        double[] logarithms = IntStream.range(0, shares.length)
                .mapToDouble(level -> Math.log(shares[level]) - distance(prediction, level))
                .toArray();
        return Temperature.probabilities(logarithms, 1);
    }

    /** Returns whether another level is {@link #CLEARLY} more probable than the given one. */
    boolean contradicts(double prediction, int given) {
        double[] probabilities = probabilities(prediction);
        return probabilities[Ranks.largest(probabilities)] > CLEARLY * probabilities[given];
    }

    /** Half the squared distance of a prediction from those for a level, in units of the spread. */
    private double distance(double prediction, int level) {
        double difference = prediction - offset - slope * level;
        // Without a spread, predictions tell the level exactly; any small one does the same.
        double scaled = difference / Math.max(spread, 1e-6);
        return scaled * scaled / 2;
    }
}
