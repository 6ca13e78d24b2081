package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.ConfidentLearning;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.evaluate.Ranks;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The estimated share of wrong labels.
 *
 * @param share the estimate
 * @param low lower end of its interval
 * @param high upper end of its interval
 * @param answers number of randomly drawn examples that a person has checked; 0 if the estimate is a guess of the models
 */
public record NoiseEstimate(double share, double low, double high, int answers) {
    /** The part of the examples of a suggested class of which the models are surest. Chosen on errors of people; see the results notebook. */
    private static final double SUREST = 0.05;

    /** Smaller parts, in which models err less but chance counts more; they only lower the beginning of the interval. */
    private static final double[] SMALLER = {0.01, 0.02};

    /** Returns the estimate from answers of a person, with its Wilson interval. */
    static NoiseEstimate of(Proportion checked) {
        return new NoiseEstimate(checked.share(), checked.low(), checked.high(), checked.size());
    }

    /**
     * Returns a guess. Models cannot tell a wrong label from a mistake of their own, so it is the share of the labels that are contradicted
     * where the models are surest, without regard to the given labels: among the twentieth of each suggested class with the highest confidence.
     * There, models are rarely wrong, but people, too, err less than elsewhere. It is at most the estimate of confident learning, which counts
     * most mistakes of the models as well.
     *
     * <p>The interval is wide. It begins where that of the surest examples does, or of even surer ones, and ends at the largest of three: the end
     * of that interval, the estimate of confident learning, and the share of all labels that the models contradict. It does not hold errors
     * that repeat: the models have learned them.
     *
     * @param given given classes (N)
     */
    static NoiseEstimate guess(Opinion opinion, ConfidentLearning joint, int[] given) {
        int[] order = Ranks.descending(opinion.confidence());
        Proportion surest = surest(SUREST, order, opinion, given);
        double confident = joint.issues() / given.length;
        double share = Math.min(surest.share(), confident);
        double low = Math.min(surest.low(), share);
        for (double part : SMALLER) {
            low = Math.min(low, surest(part, order, opinion, given).low());
        }
        double high = Math.max(
                Math.max(surest.high(), confident),
                surest(1, order, opinion, given).share());
        return new NoiseEstimate(share, low, high, 0);
    }

    /**
     * Returns how many labels are contradicted among a part of the examples of each suggested class.
     *
     * @param order rows in descending order of the confidence (N)
     */
    private static Proportion surest(double part, int[] order, Opinion opinion, int[] given) {
        int[] seen = new int[IntStream.of(opinion.suggested()).max().orElse(0) + 1];
        for (int k : opinion.suggested()) {
            seen[k]++;
        }
        int[] left = IntStream.of(seen)
                .map(count -> Math.min(count, Math.max(2, (int) Math.ceil(part * count))))
                .toArray();
        int size = IntStream.of(left).sum();
        int contradicted = 0;
        for (int row : order) {
            if (left[opinion.suggested()[row]]-- > 0) {
                contradicted += given[row] != opinion.suggested()[row] ? 1 : 0;
            }
        }
        return Proportion.of(contradicted, size);
    }

    /** Returns a sentence on the estimate, for people. */
    public String sentence() {
        String range = String.format(
                Locale.ROOT, "%.1f%% of the labels are wrong (%.1f%% to %.1f%%)", 100 * share, 100 * low, 100 * high);
        return answers > 0
                ? "According to " + answers + " random examples that were checked, " + range + "."
                : "The models guess that " + range
                        + ". They cannot tell wrong labels from mistakes of their own, and they"
                        + " learn errors that repeat: for an honest number, audit with --check 100 and check the random examples that"
                        + " it draws.";
    }
}
