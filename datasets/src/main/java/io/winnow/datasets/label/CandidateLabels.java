package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.List;

/**
 * Candidates per example, exactly one of which is its class (partial labels).
 *
 * @param candidates for each of N examples, the distinct numbers of its candidates in [0, classNames.size()); empty if nothing is
 *     known
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record CandidateLabels(int[][] candidates, List<String> classNames) implements Labels {
    public CandidateLabels {
        classNames = List.copyOf(classNames);
        LabelArrays.requireClasses(candidates, classNames.size());
        LabelArrays.requireDistinct(candidates);
    }

    @Override
    public int size() {
        return candidates.length;
    }

    @Override
    public boolean known(int example) {
        return candidates[example].length > 0;
    }

    @Override
    public CandidateLabels select(int[] indices) {
        return new CandidateLabels(LabelArrays.select(candidates, indices), classNames);
    }

    @Override
    public CandidateLabels renumber(int[] numbers, List<String> names) {
        return new CandidateLabels(LabelArrays.renumber(candidates, numbers), names);
    }

    @Override
    public double[] counts() {
        return LabelArrays.equalShares(candidates, classNames.size());
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        return digest.addRows(candidates).addAll(classNames);
    }
}
