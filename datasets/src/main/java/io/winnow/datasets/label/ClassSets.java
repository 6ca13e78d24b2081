package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;

/**
 * Any number of classes per example, each of which is positive, negative or unknown. Only the classes that are listed for an example
 * are stored; the state of all others is the same.
 *
 * @param positives for each of N examples, the distinct numbers of its positive classes in [0, classNames.size())
 * @param negatives for each of N examples, the distinct numbers of classes that are listed as negative; none of them is positive
 * @param closed for each of N examples, whether its unlisted classes are negative; otherwise they are unknown
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record ClassSets(int[][] positives, int[][] negatives, boolean[] closed, List<String> classNames)
        implements Labels {
    /** The state of a class that an example has. */
    public static final int POSITIVE = 1;

    /** The state of a class that an example does not have. */
    public static final int NEGATIVE = -1;

    /** The state of a class of which it is not known whether an example has it. */
    public static final int UNKNOWN = 0;

    public ClassSets {
        classNames = List.copyOf(classNames);
        LabelArrays.requireLength("negative classes", negatives.length, positives.length);
        LabelArrays.requireLength("closed", closed.length, positives.length);
        LabelArrays.requireClasses(positives, classNames.size());
        LabelArrays.requireClasses(negatives, classNames.size());
        LabelArrays.requireDisjoint(positives, negatives);
    }

    /** Creates labels that are fully known: the classes that are not listed are negative. */
    public ClassSets(int[][] positives, List<String> classNames) {
        this(positives, new int[positives.length][0], LabelArrays.allTrue(positives.length), classNames);
    }

    /** Whether every class of every example is positive or negative. */
    public boolean complete() {
        for (int i = 0; i < closed.length; i++) {
            if (!complete(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean complete(int example) {
        return closed[example] || positives[example].length + negatives[example].length == classNames.size();
    }

    /** Whether any class of any example is known to be absent. */
    public boolean hasNegatives() {
        for (int i = 0; i < closed.length; i++) {
            if (negatives[i].length > 0 || (closed[i] && positives[i].length < classNames.size())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns these labels if any class of any example is known to be absent, and otherwise the same where all classes that are not listed are:
     * from known pairs that are all positive, a model learns only that every example has every class.
     */
    public ClassSets withAssumedNegatives() {
        return hasNegatives() ? this : new ClassSets(positives, classNames);
    }

    /** Returns the number of examples of which it is known whether they have each class (K). */
    public int[] knownCounts() {
        int[] listed = new int[classNames.size()];
        int complete = 0;
        for (int i = 0; i < closed.length; i++) {
            if (closed[i]) {
                complete++;
            } else {
                Arrays.stream(positives[i]).forEach(each -> listed[each]++);
                Arrays.stream(negatives[i]).forEach(each -> listed[each]++);
            }
        }
        int all = complete;
        return Arrays.stream(listed).map(each -> each + all).toArray();
    }

    /** Returns the states of all classes of an example (K): {@link #POSITIVE}, {@link #NEGATIVE} or {@link #UNKNOWN}. */
    public int[] states(int example) {
        int[] states = new int[classNames.size()];
        Arrays.fill(states, closed[example] ? NEGATIVE : UNKNOWN);
        for (int each : negatives[example]) {
            states[each] = NEGATIVE;
        }
        for (int each : positives[example]) {
            states[each] = POSITIVE;
        }
        return states;
    }

    @Override
    public int size() {
        return positives.length;
    }

    @Override
    public boolean known(int example) {
        return closed[example] || positives[example].length + negatives[example].length > 0;
    }

    @Override
    public ClassSets select(int[] indices) {
        return new ClassSets(
                LabelArrays.select(positives, indices),
                LabelArrays.select(negatives, indices),
                LabelArrays.select(closed, indices),
                classNames);
    }

    @Override
    public ClassSets renumber(int[] numbers, List<String> names) {
        return new ClassSets(
                LabelArrays.renumber(positives, numbers), LabelArrays.renumber(negatives, numbers), closed, names);
    }

    @Override
    public double[] counts() {
        return LabelArrays.counts(positives, classNames.size());
    }

    /** What is known of each example; whether negative classes are listed makes no difference if all classes are known. */
    @Override
    public Fingerprint addTo(Fingerprint digest) {
        digest.addRows(positives);
        if (!complete()) {
            int[][] listed = new int[negatives.length][];
            for (int i = 0; i < listed.length; i++) {
                listed[i] = complete(i) ? new int[0] : negatives[i];
            }
            digest.addRows(listed);
            for (int i = 0; i < closed.length; i++) {
                digest.add(complete(i) ? 1 : 0);
            }
        }
        return digest.addAll(classNames);
    }
}
