package io.winnow.datasets.inspect;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.split.Duplicates;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Copies of a content whose labels cannot all be right. One class, level or number cannot be right if another one is. Sets contradict each
 * other if a class is positive in one and negative in the other; candidates, if none of them is common to all; distributions and votes, if
 * no class has the largest share in all. What is not known contradicts nothing.
 */
public final class Contradictions {
    /** The difference of two shares that rounding may leave. */
    private static final double ROUNDING = 1e-9;

    private Contradictions() {}

    /** Returns the sets of copies with such labels. */
    public static List<int[]> of(Duplicates duplicates, Labels labels) {
        return duplicates.sets().stream()
                .filter(copies -> {
                    int[] known = Arrays.stream(copies).filter(labels::known).toArray();
                    if (labels instanceof ClassSets sets) {
                        return anyClassDiffers(sets, known);
                    } else if (labels instanceof NumberLabels numbers) {
                        return anyNumberDiffers(numbers, known);
                    }
                    return known.length > 0 && nothingInCommon(labels, known);
                })
                .toList();
    }

    private static boolean anyClassDiffers(ClassSets sets, int[] known) {
        int[] first = new int[sets.classCount()];
        for (int item : known) {
            int[] states = sets.states(item);
            for (int c = 0; c < first.length; c++) {
                if (first[c] * states[c] < 0) {
                    return true;
                }
                first[c] = first[c] == ClassSets.UNKNOWN ? states[c] : first[c];
            }
        }
        return false;
    }

    private static boolean anyNumberDiffers(NumberLabels numbers, int[] known) {
        return IntStream.range(0, numbers.names().size())
                .anyMatch(d -> Arrays.stream(known)
                                .filter(item -> numbers.known(item, d))
                                .mapToDouble(item -> numbers.values()[item][d])
                                .distinct()
                                .count()
                        > 1);
    }

    private static boolean nothingInCommon(Labels labels, int[] known) {
        Set<Integer> common = possible(labels, known[0]);
        for (int item : known) {
            common.retainAll(possible(labels, item));
        }
        return common.isEmpty();
    }

    /** The classes, one of which is that of the item, or the ones that most speaks for. */
    private static Set<Integer> possible(Labels labels, int item) {
        IntStream classes;
        if (labels instanceof ClassLabels single) {
            classes = IntStream.of(single.classes()[item]);
        } else if (labels instanceof OrdinalLabels ordinal) {
            classes = IntStream.of(ordinal.levels()[item]);
        } else if (labels instanceof CandidateLabels candidates) {
            classes = IntStream.of(candidates.candidates()[item]);
        } else if (labels instanceof BagLabels || labels instanceof DomainLabels) {
            classes = IntStream.range(0, labels.classCount());
        } else if (labels instanceof ExcludedLabels excluded) {
            double[] left = excluded.distribution(item);
            classes = IntStream.range(0, left.length).filter(k -> left[k] > 0);
        } else if (labels instanceof SoftLabels soft) {
            classes = largest(soft.distribution(item));
        } else if (labels instanceof VoteLabels votes) {
            classes = largest(votes.distribution(item));
        } else {
            throw new IllegalStateException(
                    "There are no classes in " + labels.getClass().getSimpleName() + ".");
        }
        return classes.boxed().collect(Collectors.toSet());
    }

    private static IntStream largest(double[] shares) {
        double most = Arrays.stream(shares).max().orElse(0);
        return IntStream.range(0, shares.length).filter(k -> shares[k] >= most - ROUNDING);
    }
}
