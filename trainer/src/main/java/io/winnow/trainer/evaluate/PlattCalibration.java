package io.winnow.trainer.evaluate;

import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.trainer.run.StopSignal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Platt scaling (Platt 1999): the probability that a pair is similar is a logistic function of its distance. The targets are (n + 1) / (n +
 * 2) for the n similar pairs and 1 / (m + 2) for the m dissimilar ones instead of 1 and 0, which prevents overconfidence.
 *
 * @param slope decrease of the log odds per unit of distance, at least 0
 * @param intercept log odds at distance 0
 */
public record PlattCalibration(double slope, double intercept) implements ScoreCalibration {
    private static final int MAX_ITERATIONS = 200;

    /**
     * Pairs to fit a calibration to.
     *
     * @param distances distance of each pair
     * @param similar whether each pair is similar
     */
    @SuppressWarnings("ArrayRecordComponent") // columns; never compared
    record Sample(double[] distances, boolean[] similar) {
        int size() {
            return distances.length;
        }

        int positives() {
            int count = 0;
            for (boolean value : similar) {
                count += value ? 1 : 0;
            }
            return count;
        }

        private double high() {
            return (positives() + 1.0) / (positives() + 2.0);
        }

        private double low() {
            return 1.0 / (size() - positives() + 2.0);
        }
    }

    /**
     * Fits the calibration by maximum likelihood.
     *
     * @param distances distance of each pair
     * @param similar whether each pair is similar
     */
    public static PlattCalibration fit(double[] distances, boolean[] similar) {
        return fitNear(distances, similar, 0);
    }

    /**
     * Fits the calibration to few pairs, with a normal prior on the slope around 1, which is right if distances are log odds already.
     *
     * @param precision precision of the prior; without it (0), this is maximum likelihood
     */
    public static PlattCalibration fitNear(double[] distances, boolean[] similar, double precision) {
        return fitShared(List.of(new Sample(distances, similar)), precision).get(0);
    }

    /** Fits several calibrations with one slope and an intercept for each sample by maximum likelihood. */
    static List<PlattCalibration> fitShared(List<Sample> samples) {
        return fitShared(samples, 0);
    }

    private static List<PlattCalibration> fitShared(List<Sample> samples, double precision) {
        double[] high = samples.stream().mapToDouble(Sample::high).toArray();
        double[] low = samples.stream().mapToDouble(Sample::low).toArray();
        double[] start = new double[samples.size() + 1];
        for (int s = 0; s < samples.size(); s++) {
            start[s + 1] = Math.log(high[s] / (1 - high[s]) * low[s] / (1 - low[s])) / 2;
        }
        Lbfgs.Function loss = (x, gradient) -> {
            StopSignal.poll();
            double sum = precision / 2 * (x[0] - 1) * (x[0] - 1);
            gradient[0] = precision * (x[0] - 1);
            for (int s = 0; s < samples.size(); s++) {
                double[] distances = samples.get(s).distances;
                boolean[] similar = samples.get(s).similar;
                gradient[s + 1] = 0;
                for (int i = 0; i < distances.length; i++) {
                    double target = similar[i] ? high[s] : low[s];
                    double logit = x[s + 1] - x[0] * distances[i];
                    sum += Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
                    double error = logistic(logit) - target;
                    gradient[0] -= error * distances[i];
                    gradient[s + 1] += error;
                }
            }
            return sum;
        };
        double[] found = Lbfgs.minimise(loss, start, MAX_ITERATIONS, 1e-14).x();
        return IntStream.range(0, samples.size())
                .mapToObj(s -> new PlattCalibration(Math.max(0, found[0]), found[s + 1]))
                .toList();
    }

    @Override
    public double score(double distance) {
        return logistic(intercept - slope * distance);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
