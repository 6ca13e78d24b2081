package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.LabelCorrections.Correction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Labels with corrections, of the same kind as before. */
public final class CorrectedLabels {
    private static final String OWNER = "the training labels";

    private CorrectedLabels() {}

    /**
     * Corrects labels. An example whose label was a distribution, or several votes, has one class afterwards.
     *
     * @param corrections the correction of each example that changes, by its index
     * @throws DataException if a corrected label is none of the classes, is missing or is no number
     */
    public static Labels of(Labels labels, Map<Integer, Correction> corrections) throws DataException {
        if (labels instanceof ClassLabels single) {
            return new ClassLabels(numbers(single.classes(), single.classNames(), corrections), single.classNames());
        } else if (labels instanceof OrdinalLabels ordinal) {
            return levels(ordinal, corrections);
        } else if (labels instanceof ClassSets sets) {
            return sets(sets, corrections);
        } else if (labels instanceof NumberLabels numbers) {
            double[][] values = numbers.values().clone();
            for (Map.Entry<Integer, Correction> each : corrections.entrySet()) {
                values[each.getKey()] = new double[] {number(each.getValue())};
            }
            return new NumberLabels(values, numbers.names(), numbers.unit());
        } else if (labels instanceof SoftLabels soft) {
            int[][] classes = soft.classes().clone();
            double[][] weights = soft.weights().clone();
            for (Map.Entry<Integer, Correction> each : corrections.entrySet()) {
                classes[each.getKey()] = new int[] {number(each.getValue(), soft.classNames())};
                weights[each.getKey()] = new double[] {1};
            }
            return new SoftLabels(classes, weights, soft.classNames());
        } else if (labels instanceof VoteLabels votes) {
            int[][] cast = votes.votes().clone();
            for (Map.Entry<Integer, Correction> each : corrections.entrySet()) {
                int[] all = cast[each.getKey()].clone();
                Arrays.fill(all, number(each.getValue(), votes.classNames()));
                cast[each.getKey()] = all;
            }
            return new VoteLabels(votes.voters(), cast, votes.annotators(), votes.classNames());
        }
        throw new DataException("Labels of this kind cannot be corrected: they have no class, set of classes or number"
                + " for each example. Describe other labels.");
    }

    private static int[] numbers(int[] before, List<String> names, Map<Integer, Correction> corrections)
            throws DataException {
        int[] classes = before.clone();
        for (Map.Entry<Integer, Correction> each : corrections.entrySet()) {
            classes[each.getKey()] = number(each.getValue(), names);
        }
        return classes;
    }

    private static OrdinalLabels levels(OrdinalLabels before, Map<Integer, Correction> corrections)
            throws DataException {
        int[] levels = numbers(before.levels(), before.classNames(), corrections);
        Optional<double[][]> distributions = before.distributions().map(double[][]::clone);
        distributions.ifPresent(all -> corrections.keySet().forEach(i -> {
            all[i] = new double[before.classNames().size()];
            all[i][levels[i]] = 1;
        }));
        return new OrdinalLabels(levels, distributions, before.annotators(), before.classNames());
    }

    /** A class that is taken away is known to be absent from then on. */
    private static ClassSets sets(ClassSets before, Map<Integer, Correction> corrections) throws DataException {
        int[][] positives = before.positives().clone();
        int[][] negatives = before.negatives().clone();
        for (Map.Entry<Integer, Correction> each : corrections.entrySet()) {
            int i = each.getKey();
            each.getValue().requireKnown(before.classNames(), LabelForm.SET, OWNER, false);
            int[] now = LabelText.parts(each.getValue().corrected()).stream()
                    .mapToInt(before.classNames()::indexOf)
                    .toArray();
            int[] gone = Arrays.stream(positives[i]).filter(c -> !has(now, c)).toArray();
            negatives[i] = IntStream.concat(Arrays.stream(negatives[i]).filter(c -> !has(now, c)), Arrays.stream(gone))
                    .toArray();
            positives[i] = now;
        }
        return new ClassSets(positives, negatives, before.closed(), before.classNames());
    }

    private static boolean has(int[] set, int number) {
        return Arrays.stream(set).anyMatch(each -> each == number);
    }

    private static int number(Correction correction, List<String> names) throws DataException {
        if (correction.corrected().isEmpty()) {
            throw correction
                    .line()
                    .error("'" + correction.key() + "' has no corrected label. Give it one, or remove the line");
        }
        correction.requireKnown(names, LabelForm.NAME, OWNER, false);
        return names.indexOf(correction.corrected());
    }

    private static double number(Correction correction) throws DataException {
        if (!LabelText.isNumber(correction.corrected())) {
            throw correction
                    .line()
                    .error("the corrected label '" + correction.corrected() + "' is no number. Write one such as 12.5");
        }
        return Double.parseDouble(correction.corrected());
    }
}
