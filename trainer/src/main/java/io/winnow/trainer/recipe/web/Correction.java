package io.winnow.trainer.recipe.web;

import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;

/**
 * What becomes of the given labels of examples (CAPro, section 3.5; MoPro, arXiv 2009.07995, section 3.2). A label that scores say is another one
 * is corrected. A label whose own score is below that of a guess is not learned from. Trusted examples keep their label.
 *
 * @param classes class of each example (B): the given one, or the corrected one
 * @param kept whether each example is learned from with its class (B)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Correction(int[] classes, boolean[] kept) {
    /** Tolerance of the comparison with 1/K, since scores are computed in single precision. */
    private static final double ROUNDING = 1e-6;

    /**
     * Decides.
     *
     * @param scores scores of the classes (B, K), row-major
     * @param given given classes (B)
     * @param trusted whether each example is trusted (B)
     * @param threshold score from which on the best class replaces the given one (gamma); above 1 to correct nothing
     */
    static Correction of(float[] scores, int[] given, boolean[] trusted, double threshold) {
        int count = scores.length / Math.max(1, given.length);
        int[] classes = given.clone();
        boolean[] kept = new boolean[given.length];
        for (int i = 0; i < given.length; i++) {
            int best = Ranks.largest(scores, i * count, count);
            boolean corrected = !trusted[i] && scores[i * count + best] >= threshold;
            classes[i] = corrected ? best : given[i];
            kept[i] = trusted[i] || corrected || scores[i * count + given[i]] >= 1.0 / count - ROUNDING;
        }
        return new Correction(classes, kept);
    }

    /**
     * Returns this decision, except that no class of which there were examples is left without any: the one with its highest score keeps its
     * label then.
     *
     * @param scores scores of the classes (B, K), row-major
     * @param given given classes (B)
     */
    Correction withoutEmptyClasses(float[] scores, int[] given) {
        int count = scores.length / Math.max(1, given.length);
        boolean[] has = new boolean[count];
        int[] likeliest = new int[count];
        Arrays.fill(likeliest, -1);
        for (int i = 0; i < given.length; i++) {
            has[classes[i]] |= kept[i];
            int own = given[i];
            if (likeliest[own] < 0 || scores[i * count + own] > scores[likeliest[own] * count + own]) {
                likeliest[own] = i;
            }
        }
        int[] all = classes.clone();
        boolean[] most = kept.clone();
        for (int k = 0; k < count; k++) {
            if (!has[k] && likeliest[k] >= 0) {
                all[likeliest[k]] = k;
                most[likeliest[k]] = true;
            }
        }
        return new Correction(all, most);
    }

    /** Keeps all labels as they are given. */
    static Correction none(int[] given) {
        boolean[] kept = new boolean[given.length];
        Arrays.fill(kept, true);
        return new Correction(given, kept);
    }
}
