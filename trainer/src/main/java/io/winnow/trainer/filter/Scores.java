package io.winnow.trainer.filter;

import java.util.List;

/**
 * Scores of the examples of a pool.
 *
 * @param values score of each example (N); NaN if there is none
 * @param highest whether high scores are the best
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
record Scores(double[] values, boolean highest, List<String> notes) {}
