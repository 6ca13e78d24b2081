package io.winnow.trainer.evaluate;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;

/**
 * Whether two models change their order when the share of wrong test labels grows. Model "better" has the higher accuracy on the labels that are
 * right as they were given.
 *
 * @param crossing prevalence of wrong labels at which the other model becomes better; null if it does not
 * @param low 2.5% quantile of the crossing over 1,000 random samples of the examples with replacement, those with changed and with unchanged
 *     labels apart; null without a crossing
 * @param high 97.5% quantile; null without a crossing
 * @param crossed share of these samples in which there is a crossing, in [0, 1]; null without a crossing
 * @param betterAlone number of changed examples that the better model alone has right
 * @param otherAlone number of changed examples that the other model alone has right
 * @param mcnemar p-value of McNemar's exact test that both are equally good on the changed examples
 */
public record RankingChange(
        Double crossing, Double low, Double high, Double crossed, int betterAlone, int otherAlone, double mcnemar) {
    private static final int SAMPLES = 1_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    /**
     * Compares two models.
     *
     * @param better predictions of the model that is better on unchanged labels (N)
     * @param other predictions of the other one (N)
     */
    static RankingChange of(CorrectedTest test, int[] better, int[] other) {
        int[] unchanged = outcomes(test, false, better, other);
        int[] changed = outcomes(test, true, better, other);
        int betterAlone = (int) Arrays.stream(changed).filter(each -> each > 0).count();
        int otherAlone = (int) Arrays.stream(changed).filter(each -> each < 0).count();
        double mcnemar = mcnemar(betterAlone, otherAlone);
        Double crossing = crossing(mean(unchanged), mean(changed));
        if (crossing == null) {
            return new RankingChange(null, null, null, null, betterAlone, otherAlone, mcnemar);
        }
        double[] crossings = new double[SAMPLES];
        int count = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            CounterRandom random = CounterRandom.of(SEED, sample);
            Double drawn = crossing(resampled(unchanged, random), resampled(changed, random));
            if (drawn != null) {
                crossings[count++] = drawn;
            }
        }
        Arrays.sort(crossings, 0, count);
        int cut = (int) Math.round(TAIL * (count - 1));
        return new RankingChange(
                crossing,
                count == 0 ? null : Double.valueOf(crossings[cut]),
                count == 0 ? null : Double.valueOf(crossings[count - 1 - cut]),
                (double) count / SAMPLES,
                betterAlone,
                otherAlone,
                mcnemar);
    }

    /** Returns for each example with a changed, or an unchanged, label 1 if only the first model has it right, -1 if only the second, else 0. */
    private static int[] outcomes(CorrectedTest test, boolean changed, int[] first, int[] second) {
        int[] outcomes = new int[changed ? test.changedCount() : test.unchangedCount()];
        int next = 0;
        for (int i = 0; i < first.length; i++) {
            if (test.kept()[i] && test.isChanged(i) == changed) {
                outcomes[next++] =
                        (first[i] == test.corrected()[i] ? 1 : 0) - (second[i] == test.corrected()[i] ? 1 : 0);
            }
        }
        return outcomes;
    }

    private static double mean(int[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double resampled(int[] values, CounterRandom random) {
        long sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return values.length == 0 ? 0 : (double) sum / values.length;
    }

    /**
     * @param ahead how much better the first model is on unchanged labels
     * @param onChanged how much better it is on changed ones
     */
    static Double crossing(double ahead, double onChanged) {
        return ahead > 0 && onChanged < 0 ? Double.valueOf(ahead / (ahead - onChanged)) : null;
    }

    /** Returns the probability that a fair coin, thrown b + c times, falls at least as unevenly as b to c. */
    static double mcnemar(int b, int c) {
        int trials = b + c;
        double log = -trials * Math.log(2);
        double tail = 0;
        for (int k = 0; k <= Math.min(b, c); k++) {
            tail += Math.exp(log);
            log += Math.log(trials - k) - Math.log(k + 1);
        }
        return Math.min(1, 2 * tail);
    }
}
