package io.winnow.trainer.annotate;

import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;

/**
 * Strengths of candidates from comparisons in pairs (Bradley and Terry, 1952): i beats j with the probability p_i / (p_i + p_j). Each
 * candidate also has half a win and half a loss against an imagined one of strength 1, so that strengths stay finite (llm-annotators.md,
 * section 4).
 *
 * @param strengths strength of each candidate (M)
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record BradleyTerry(double[] strengths) {
    private static final int MAX_ROUNDS = 10_000;
    private static final double TOLERANCE = 1e-12;

    /**
     * Fits the strengths by p_i = (W_i + 1/2) / (sum_j n_ij / (p_i + p_j) + 1 / (p_i + 1)) until they no longer move.
     *
     * @param wins how often the candidate of the row beat that of the column (M, M); a tie is half a win for each
     */
    public static BradleyTerry of(double[][] wins) {
        double[] p = new double[wins.length];
        Arrays.fill(p, 1);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            double moved = 0;
            for (int i = 0; i < p.length; i++) {
                double won = 0.5;
                double games = 1 / (p[i] + 1);
                for (int j = 0; j < p.length; j++) {
                    if (j != i) {
                        won += wins[i][j];
                        games += (wins[i][j] + wins[j][i]) / (p[i] + p[j]);
                    }
                }
                double next = won / games;
                moved = Math.max(moved, Math.abs(Math.log(next / p[i])));
                p[i] = next;
            }
            if (moved < TOLERANCE) {
                break;
            }
        }
        return new BradleyTerry(p);
    }

    /** Returns the probability that a candidate beats another. */
    public double beats(int first, int second) {
        return strengths[first] / (strengths[first] + strengths[second]);
    }

    /** Returns the strongest candidate; of equal ones the first. */
    public int best() {
        return Ranks.largest(strengths);
    }

    /** Returns the probability that the strongest candidate beats the second; 1 if there is only one. */
    public double margin() {
        int best = best();
        double margin = 1;
        for (int i = 0; i < strengths.length; i++) {
            margin = i == best ? margin : Math.min(margin, beats(best, i));
        }
        return margin;
    }
}
