package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.util.Arrays;

/**
 * Label noise that depends on the example, as errors of people do (Xia et al., "Part-dependent label noise", NeurIPS 2020, in the form that
 * later papers use; cifar-n.md, section 6). The rate of an example is drawn from a normal distribution around the wanted rate, truncated to
 * [0, 1], and its wrong class by the softmax of random linear functions of its numbers, which are others for each true class. So examples
 * that are alike get the same wrong classes.
 */
public final class PartDependentNoise {
    private static final double RATE_STD = 0.1;

    private PartDependentNoise() {}

    /** Gives the numbers of examples, such as the pixels of images. */
    @FunctionalInterface
    public interface Numbers {
        /**
         * Returns the numbers of an example (D).
         *
         * @return null if they are not known: then the example keeps its class
         */
        float[] of(int example) throws IOException;
    }

    /**
     * Gives some examples another class. Each number is standardised over the examples first, so the numbers of every example are asked for
     * twice.
     *
     * @param classes true classes (N)
     * @param classCount number of classes (K), at least 2
     * @param rate mean of the normal distribution of the rates, in [0, 1); with 0, all examples keep their classes. Below about 0.2, the
     *     truncation makes the expected rate of wrong classes larger: 0.13 for 0.1
     * @return given classes (N)
     */
    public static int[] corrupt(int[] classes, int classCount, Numbers numbers, double rate, long seed)
            throws IOException {
        int[] given = classes.clone();
        if (rate == 0) {
            return given;
        }
        double[][] moments = moments(classes.length, numbers);
        int width = moments[0].length;
        // Class by class, so that memory holds the weights of one class.
        for (int from = 0; from < classCount; from++) {
            float[] weights = weights(from, width, classCount, seed);
            for (int i = 0; i < classes.length; i++) {
                float[] own = classes[i] == from ? numbers.of(i) : null;
                if (own != null) {
                    double[] scores = scores(own, moments, weights, classCount);
                    scores[from] = Double.NEGATIVE_INFINITY;
                    CounterRandom random = CounterRandom.of(seed, LabelStreams.PART_DEPENDENT, i);
                    double wrong = rate(rate, random);
                    boolean flips = random.nextBoolean(wrong);
                    double uniform = random.nextDouble();
                    given[i] = flips ? LabelNoise.draw(softmax(scores), uniform) : from;
                }
            }
        }
        return given;
    }

    /** Returns the mean and the standard deviation of each number (2, D). */
    private static double[][] moments(int examples, Numbers numbers) throws IOException {
        double[] means = new double[0];
        double[] squares = new double[0];
        int count = 0;
        for (int i = 0; i < examples; i++) {
            float[] own = numbers.of(i);
            if (own == null) {
                continue;
            }
            if (count == 0) {
                means = new double[own.length];
                squares = new double[own.length];
            }
            count++;
            for (int d = 0; d < own.length; d++) {
                // Welford's algorithm
                double before = own[d] - means[d];
                means[d] += before / count;
                squares[d] += before * (own[d] - means[d]);
            }
        }
        for (int d = 0; d < squares.length; d++) {
            squares[d] = Math.sqrt(squares[d] / count);
        }
        return new double[][] {means, squares};
    }

    /** Draws the weights for the examples of a class (D K): the K weights of a number lie together. */
    private static float[] weights(int from, int width, int classCount, long seed) {
        CounterRandom random = CounterRandom.of(seed, LabelStreams.PARTS, from);
        float[] weights = new float[Math.multiplyExact(width, classCount)];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = (float) random.nextGaussian();
        }
        return weights;
    }

    private static double[] scores(float[] own, double[][] moments, float[] weights, int classCount) {
        double[] scores = new double[classCount];
        for (int d = 0; d < own.length; d++) {
            double std = moments[1][d];
            double x = std > 0 ? (own[d] - moments[0][d]) / std : 0;
            for (int k = 0; k < classCount; k++) {
                scores[k] += x * weights[d * classCount + k];
            }
        }
        return scores;
    }

    /** Draws from the normal distribution, truncated to [0, 1]. */
    private static double rate(double mean, CounterRandom random) {
        double drawn = mean + RATE_STD * random.nextGaussian();
        while (drawn < 0 || drawn > 1) {
            drawn = mean + RATE_STD * random.nextGaussian();
        }
        return drawn;
    }

    private static double[] softmax(double[] scores) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double[] shares =
                Arrays.stream(scores).map(each -> Math.exp(each - most)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }
}
