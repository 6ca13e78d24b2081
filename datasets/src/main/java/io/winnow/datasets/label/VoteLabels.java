package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;

/**
 * The classes that several annotators chose for each example. An annotator need not vote on every example.
 *
 * @param voters for each of N examples, the distinct numbers of the annotators who voted in [0, annotators.size()), ascending (N, V); no
 *     numbers at all if it is not known who voted
 * @param votes for each of N examples, the class numbers in [0, classNames.size()) that these annotators chose (N, V)
 * @param annotators names of the annotators (A); empty if it is not known who voted
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record VoteLabels(int[][] voters, int[][] votes, List<String> annotators, List<String> classNames)
        implements Labels {
    public VoteLabels {
        classNames = List.copyOf(classNames);
        annotators = List.copyOf(annotators);
        LabelArrays.requireLength("annotators", voters.length, votes.length);
        LabelArrays.requireClasses(votes, classNames.size());
        for (int i = 0; i < votes.length; i++) {
            LabelArrays.requireLength(
                    "annotators of one example", voters[i].length, annotators.isEmpty() ? 0 : votes[i].length);
            for (int j = 0; j < voters[i].length; j++) {
                if (voters[i][j] >= annotators.size() || voters[i][j] < (j == 0 ? 0 : voters[i][j - 1] + 1)) {
                    throw new IllegalArgumentException("The annotators of example " + i
                            + " must be distinct numbers below " + annotators.size() + ", ascending; found "
                            + Arrays.toString(voters[i]) + ".");
                }
            }
        }
    }

    /** Returns the share of an example's votes that each class has (K); all are 0 if there are no votes. */
    public double[] distribution(int example) {
        return LabelArrays.equalShares(new int[][] {votes[example]}, classNames.size());
    }

    @Override
    public int size() {
        return votes.length;
    }

    @Override
    public boolean known(int example) {
        return votes[example].length > 0;
    }

    @Override
    public VoteLabels select(int[] indices) {
        return new VoteLabels(
                LabelArrays.select(voters, indices), LabelArrays.select(votes, indices), annotators, classNames);
    }

    @Override
    public VoteLabels renumber(int[] numbers, List<String> names) {
        return new VoteLabels(voters, LabelArrays.renumber(votes, numbers), annotators, names);
    }

    @Override
    public double[] counts() {
        return LabelArrays.equalShares(votes, classNames.size());
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        return digest.addRows(voters).addRows(votes).addAll(annotators).addAll(classNames);
    }
}
