package io.winnow.datasets.label;

/**
 * Labels of which only a part is given: a class that is listed neither as positive nor as negative is not known.
 *
 * @param examples the examples that remain, as indices among all, ascending (M)
 * @param positives numbers of the classes that each of them is known to have, ascending (M, different numbers)
 * @param negatives numbers of the classes that each of them is known not to have, ascending (M, different numbers)
 * @param truth all classes of these examples, for evaluation only
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record PartialLabels(int[] examples, int[][] positives, int[][] negatives, TrueLabelSets truth) {}
