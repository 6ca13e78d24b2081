package io.winnow.trainer.compare;

import io.winnow.datasets.Plural;
import io.winnow.trainer.evaluate.PairedDifference;
import io.winnow.trainer.evaluate.PermutationTest;
import io.winnow.trainer.evaluate.SeedBootstrap;
import io.winnow.trainer.evaluate.SignFlipTest;
import io.winnow.trainer.evaluate.UnpairedDifference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The difference of a metric between trainings of two configurations over several seeds. With the same seeds on both sides, trainings are
 * paired by seed: the interval is Student's and the p-value that of all choices of signs. Otherwise the interval is Welch's, and the p-value
 * that of all divisions of the figures. The interval of the bootstrap stands beside them: of three to five figures it is much too short.
 *
 * @param paired whether the trainings are paired by seed
 * @param baselineRuns number of trainings of the first configuration
 * @param runs number of trainings of the second configuration
 * @param baseline mean of the first configuration
 * @param mean mean of the second configuration
 * @param difference mean less baseline
 * @param low lower end of the 95% interval of the difference; null with a single training on one side
 * @param high upper end; null with a single training on one side
 * @param p two-sided p-value; null with a single training on one side
 * @param leastP the smallest p-value that so many trainings can give; null with a single training on one side
 * @param bootstrap the 95% interval of the difference by resampling the seeds; null with a single training on one side
 */
public record SeedDifference(
        boolean paired,
        int baselineRuns,
        int runs,
        double baseline,
        double mean,
        double difference,
        Double low,
        Double high,
        Double p,
        Double leastP,
        SeedBootstrap bootstrap) {
    /** A difference whose p-value is at most this one is called significant. */
    public static final double LEVEL = 0.05;

    /** P-values that should be equal may differ by rounding. */
    private static final double ROUNDING = 1e-9;

    /**
     * Compares trainings.
     *
     * @param baseline figures of the first configuration by seed, at least one, finite
     * @param figures figures of the second configuration by seed, at least one, finite
     */
    public static <S> SeedDifference of(Map<S, Double> baseline, Map<S, Double> figures) {
        boolean paired = baseline.keySet().equals(figures.keySet());
        List<S> seeds = List.copyOf(baseline.keySet());
        double[] first = seeds.stream().mapToDouble(baseline::get).toArray();
        double[] second = paired
                ? seeds.stream().mapToDouble(figures::get).toArray()
                : figures.values().stream().mapToDouble(Double::doubleValue).toArray();
        int n = first.length;
        int m = second.length;
        if (n < 2 || m < 2) {
            double a = Arrays.stream(first).average().orElseThrow();
            double b = Arrays.stream(second).average().orElseThrow();
            return new SeedDifference(paired, n, m, a, b, b - a, null, null, null, null, null);
        }
        if (paired) {
            PairedDifference found = PairedDifference.of(first, second);
            double p = SignFlipTest.p(
                    IntStream.range(0, n).mapToDouble(i -> second[i] - first[i]).toArray());
            return new SeedDifference(
                    true,
                    n,
                    m,
                    found.first(),
                    found.second(),
                    found.difference(),
                    found.low(),
                    found.high(),
                    p,
                    SignFlipTest.least(n),
                    SeedBootstrap.paired(first, second));
        }
        UnpairedDifference found = UnpairedDifference.of(first, second);
        return new SeedDifference(
                false,
                n,
                m,
                found.first(),
                found.second(),
                found.difference(),
                found.low(),
                found.high(),
                PermutationTest.p(first, second),
                PermutationTest.least(n, m),
                SeedBootstrap.unpaired(first, second));
    }

    /** Whether the p-value is at most {@link #LEVEL}. */
    public boolean significant() {
        return p != null && p <= LEVEL + ROUNDING;
    }

    /** Whether so few trainings can give a significant difference at all. */
    public boolean decidable() {
        return leastP != null && leastP <= LEVEL + ROUNDING;
    }

    /** Describes the difference: {@code +0.0120 (-0.0030 to +0.0270), not significant (p = 0.25, the least that 3 seeds can give)}. */
    public String text() {
        return text(false);
    }

    /**
     * Describes the difference.
     *
     * @param resampled whether the interval in parentheses is that of the bootstrap
     */
    public String text(boolean resampled) {
        if (p == null) {
            return signed(difference) + ", not tested: " + single();
        }
        // Without any variation, the formula gives an interval of length 0, which nobody should believe.
        boolean varies = high - low > ROUNDING;
        String interval = varies
                ? signed(resampled ? bootstrap.low() : low) + " to " + signed(resampled ? bootstrap.high() : high)
                : paired ? "the same for every seed" : "no variation in either group";
        return signed(difference) + " (" + interval + "), " + (significant() ? "significant" : "not significant")
                + " (p = " + number(p) + least() + ")";
    }

    /** Says what so few trainings can give, if they cannot give a significant difference. */
    private String least() {
        if (decidable()) {
            return "";
        }
        String few = paired ? Plural.of(runs, "seeds") : baselineRuns + " and " + Plural.of(runs, "runs");
        return p <= leastP + ROUNDING
                ? ", the least that " + few + " can give"
                : "; " + few + " cannot give less than " + number(leastP);
    }

    private static String signed(double value) {
        String text = String.format(Locale.ROOT, "%+.4f", value);
        return text.equals("-0.0000") ? "+0.0000" : text; // a tie has no sign
    }

    private String single() {
        return baselineRuns == 1 && runs == 1
                ? "a single run on each side"
                : "a single run on one side, " + Plural.of(Math.max(runs, baselineRuns), "runs") + " on the other";
    }

    /** Formats a p-value with two significant digits. */
    public static String number(double p) {
        return p < 1e-4 ? "below 0.0001" : String.format(Locale.ROOT, p < 0.01 ? "%.4f" : p < 0.1 ? "%.3f" : "%.2f", p);
    }
}
