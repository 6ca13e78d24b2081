package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;

/**
 * Examples in bags, of which only the shares of the classes are known (label proportions): of these 64 letters, 12 are spam. Each example
 * belongs to one bag at most.
 *
 * @param bags number of the bag of each example in [0, bagShares.length) (N); {@link GivenNames#NONE} if it is in no bag
 * @param bagShares shares of the classes in each bag (B, K), which sum to 1
 * @param bagNames names of the bags (B)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record BagLabels(int[] bags, double[][] bagShares, List<String> bagNames, List<String> classNames)
        implements Labels {
    public BagLabels {
        classNames = List.copyOf(classNames);
        bagNames = List.copyOf(bagNames);
        LabelArrays.requireLength("bag names", bagNames.size(), bagShares.length);
        LabelArrays.requireClassesOrNone(bags, bagShares.length);
        for (int b = 0; b < bagShares.length; b++) {
            LabelArrays.requireLength("shares of one bag", bagShares[b].length, classNames.size());
            LabelArrays.requireDistribution(b, bagShares[b], 0);
        }
    }

    @Override
    public int size() {
        return bags.length;
    }

    @Override
    public boolean known(int example) {
        return bags[example] != GivenNames.NONE;
    }

    /** Returns the shares of the classes in the bag of an example (K); all are 0 if it is in no bag. */
    public double[] distribution(int example) {
        return known(example) ? bagShares[bags[example]].clone() : new double[classNames.size()];
    }

    /** Returns the members of each bag (B), ascending; a bag may have none here. */
    public int[][] members() {
        int[] sizes = new int[bagShares.length];
        for (int bag : bags) {
            if (bag != GivenNames.NONE) {
                sizes[bag]++;
            }
        }
        int[][] members = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] next = new int[bagShares.length];
        for (int i = 0; i < bags.length; i++) {
            if (bags[i] != GivenNames.NONE) {
                members[bags[i]][next[bags[i]]++] = i;
            }
        }
        return members;
    }

    @Override
    public BagLabels select(int[] indices) {
        return new BagLabels(LabelArrays.select(bags, indices), bagShares, bagNames, classNames);
    }

    @Override
    public BagLabels renumber(int[] numbers, List<String> names) {
        double[][] renumbered = new double[bagShares.length][names.size()];
        for (int b = 0; b < bagShares.length; b++) {
            for (int k = 0; k < numbers.length; k++) {
                if (numbers[k] >= 0) {
                    renumbered[b][numbers[k]] += bagShares[b][k];
                }
            }
        }
        return new BagLabels(bags, renumbered, bagNames, names);
    }

    /** Examples count with the shares of their bag. */
    @Override
    public double[] counts() {
        double[] counts = new double[classNames.size()];
        for (int bag : bags) {
            if (bag != GivenNames.NONE) {
                for (int k = 0; k < counts.length; k++) {
                    counts[k] += bagShares[bag][k];
                }
            }
        }
        return counts;
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        return digest.add(bags).addRows(bagShares).addAll(bagNames).addAll(classNames);
    }
}
