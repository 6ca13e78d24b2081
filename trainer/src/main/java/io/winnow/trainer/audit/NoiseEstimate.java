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
    /** The part of the examples of a suggested class of which the models are surest. */
    private static final double SUREST = 0.05;

    /** Where the guess lies between both ends. Chosen on simulated errors of people; see the results notebook. */
    private static final double PLACE = 0.25;

    /** Returns the estimate from answers of a person, with its Wilson interval. */
    static NoiseEstimate of(Proportion checked) {
        return new NoiseEstimate(checked.share(), checked.low(), checked.high(), checked.size());
    }

    /**
     * Returns a guess. Models cannot tell a wrong label from a mistake of their own, so the interval is wide. It begins where labels are
     * contradicted although the models are surest, without regard to the given labels: the twentieth of each suggested class with the
     * highest confidence. There, models are rarely wrong, but people, too, err less than elsewhere. It ends at the estimate of confident
     * learning, which also counts mistakes of the models.
     *
     * @param given given classes (N)
     */
    static NoiseEstimate guess(Opinion opinion, ConfidentLearning joint, int[] given) {
        Proportion surest = surest(opinion, given);
        double confident = joint.issues() / given.length;
        // Both ends are usually too high where models are poor, so the guess begins at the lower one.
        double begin = Math.min(surest.share(), confident);
        double share = begin + PLACE * (confident - begin);
        return new NoiseEstimate(share, Math.min(surest.low(), share), Math.max(surest.high(), confident), 0);
    }

    private static Proportion surest(Opinion opinion, int[] given) {
        int[] seen = new int[IntStream.of(opinion.suggested()).max().orElse(0) + 1];
        for (int k : opinion.suggested()) {
            seen[k]++;
        }
        int[] left = IntStream.of(seen)
                .map(count -> Math.min(count, Math.max(2, (int) Math.ceil(SUREST * count))))
                .toArray();
        int size = IntStream.of(left).sum();
        int contradicted = 0;
        for (int row : Ranks.descending(opinion.confidence())) {
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
                : "The models guess that " + range + ".";
    }
}
