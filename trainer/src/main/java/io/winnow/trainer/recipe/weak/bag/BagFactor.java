package io.winnow.trainer.recipe.weak.bag;

/**
 * The factor {@code exp(-lambda (sum of y - S)^2)} of a bag whose members y are 0 or 1 and whose number of positives S is known: its
 * messages to the members (arXiv 2310.08056). All messages are log odds.
 *
 * <p>The message to member i is {@code log sum_s P(s) exp(-lambda (s + 1 - S)^2) - log sum_s P(s) exp(-lambda (s - S)^2)}, where P(s) is the
 * probability that s of the other members are positive, each independently with the log odds of its incoming message. It is computed
 * exactly for all n members in O(n^2): with the distribution of the sum of the members before i, and the weight that the members after i
 * give to each sum. The published program writes the square out into pairs of members instead, which is only approximate.
 *
 * <p>If t is added to the log odds of every member, P(s) is multiplied by {@code exp(t s)} up to a constant, and {@code exp(-t s - lambda (s
 * - S)^2)} is again a Gaussian, around {@code c = S - t / (2 lambda)}. So the message is t plus the same quotient with the shifted members
 * and c in place of S, for any t. With the t for which the expected sum of the shifted members is c, the terms that count are in the middle
 * of both, where no probability underflows. That allows plain arithmetic in place of logarithms of sums, which takes a twentieth of the time.
 */
final class BagFactor {
    /** Largest absolute value of an incoming or outgoing message. Differences of infinite messages would not be numbers. */
    static final double LARGEST = 500;

    /** Probabilities of sums below this value are left out: they change no message by more than the rounding of its terms. */
    private static final double NEGLIGIBLE = 1e-40;

    private final double lambda;

    /** @param lambda the weight of the squared difference from the known number, at least 0; 0 means that nothing is known */
    BagFactor(double lambda) {
        this.lambda = lambda;
    }

    /**
     * Returns the messages to the members of a bag (n).
     *
     * @param incoming log odds of the members without this factor (n)
     * @param sum number of positives S; not necessarily whole
     */
    double[] messages(double[] incoming, double sum) {
        int n = incoming.length;
        double[] outgoing = new double[n];
        if (lambda == 0) {
            return outgoing;
        }
        double[] odds = new double[n];
        for (int i = 0; i < n; i++) {
            odds[i] = clip(incoming[i]);
        }
        double shift = shift(odds, sum);
        double[] positive = new double[n];
        double[] negative = new double[n];
        for (int i = 0; i < n; i++) {
            positive[i] = sigmoid(odds[i] + shift);
            negative[i] = sigmoid(-odds[i] - shift);
        }
        double center = sum - shift / (2 * lambda);
        double[][] before = sums(positive, negative);
        double[] after = new double[n + 1];
        for (int s = 0; s <= n; s++) {
            after[s] = Math.exp(-lambda * (s - center) * (s - center));
        }
        for (int i = n - 1; i >= 0; i--) {
            double[] own = before[i];
            double with = 0;
            double without = 0;
            for (int s = 0; s < own.length; s++) {
                with += own[s] * after[s + 1];
                without += own[s] * after[s];
            }
            outgoing[i] = clip(shift + Math.log(with) - Math.log(without));
            double p = positive[i];
            double q = negative[i];
            for (int s = 0; s <= i; s++) {
                after[s] = q * after[s] + p * after[s + 1];
            }
        }
        return outgoing;
    }

    /** For each i, the distribution of the sum of the members before i (i + 1, or fewer if the largest sums are negligible). */
    private static double[][] sums(double[] positive, double[] negative) {
        int n = positive.length;
        double[][] before = new double[n][];
        double[] current = {1};
        for (int i = 0; i < n; i++) {
            before[i] = current;
            if (i < n - 1) {
                int length = current.length;
                int next = current[length - 1] * positive[i] < NEGLIGIBLE ? length : length + 1;
                double[] sums = new double[next];
                sums[0] = current[0] * negative[i];
                for (int s = 1; s < length; s++) {
                    sums[s] = current[s] * negative[i] + current[s - 1] * positive[i];
                }
                if (next > length) {
                    sums[length] = current[length - 1] * positive[i];
                }
                current = sums;
            }
        }
        return before;
    }

    /** The t at which the expected sum of the shifted members is {@code S - t / (2 lambda)}, by Newton's method within a bracket. */
    private double shift(double[] odds, double sum) {
        int n = odds.length;
        // The expected sum is in [0, n], so that t is between 2 lambda (S - n) and 2 lambda S.
        double low = 2 * lambda * (sum - n);
        double high = 2 * lambda * sum;
        double t = Math.max(low, Math.min(high, 0));
        for (int round = 0; round < 100; round++) {
            double excess = t / (2 * lambda) - sum;
            double slope = 1 / (2 * lambda);
            for (double each : odds) {
                double p = sigmoid(each + t);
                excess += p;
                slope += p * (1 - p);
            }
            if (Math.abs(excess) < 1e-3) {
                break; // every t is exact; this one only keeps the terms that count in range
            }
            low = excess < 0 ? t : low;
            high = excess > 0 ? t : high;
            double newton = t - excess / slope;
            t = newton > low && newton < high ? newton : (low + high) / 2;
        }
        return t;
    }

    static double clip(double message) {
        return Math.max(-LARGEST, Math.min(LARGEST, message));
    }

    static double sigmoid(double odds) {
        return 1 / (1 + Math.exp(-odds));
    }
}
