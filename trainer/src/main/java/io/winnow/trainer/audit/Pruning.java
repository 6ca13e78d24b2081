package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;

/**
 * The choice of the labels that a second fit leaves out. If all labels that a first opinion contradicts were left out, many right ones would
 * be among them, and what is left would only confirm the opinion. So a part is left out: the most suspicious ones.
 */
final class Pruning {
    /** The share of the contradicted labels that is left out. */
    private static final double SHARE = 0.3;

    /** The number of examples of each class that stay, if it has as many: those that are least suspicious. */
    private static final int LEAST = 5;

    private Pruning() {}

    /** Returns which labels stay (N). */
    static boolean[] trusted(Opinion opinion, int[] given, int classCount) {
        int contradicted = 0;
        int[] left = new int[classCount];
        for (int i = 0; i < given.length; i++) {
            contradicted += opinion.suggested()[i] != given[i] ? 1 : 0;
            left[given[i]]++;
        }
        boolean[] trusted = new boolean[given.length];
        Arrays.fill(trusted, true);
        long out = Math.round(SHARE * contradicted);
        for (int row : Ranks.descending(opinion.wrong())) {
            if (out == 0) {
                break;
            }
            if (left[given[row]] > LEAST) {
                trusted[row] = false;
                left[given[row]]--;
                out--;
            }
        }
        return trusted;
    }
}
