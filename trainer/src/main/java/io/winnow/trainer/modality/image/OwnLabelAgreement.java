package io.winnow.trainer.modality.image;

import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.run.UserException;
import java.nio.file.Path;

/**
 * How far the labels of a file agree with those that the data set itself has. Labels that belong to other images agree by chance: so do those of
 * a file whose rows are in the order of another distribution of the data set (cifar-n.md, section 8).
 *
 * @param labels number of labels that are compared
 * @param equal number of equal ones
 * @param chance number of equal ones that is expected by chance, from how often the classes occur
 */
record OwnLabelAgreement(int labels, int equal, double chance) {
    /** People who label badly still agree with the truth on more than this share of the labels that chance leaves. */
    private static final double LEAST = 0.05;

    /** Chance reaches more than this many of its standard deviations in 2% of cases. */
    private static final double DEVIATIONS = 2;

    /** Fewer labels may agree so little although they are right for the images. */
    private static final int ENOUGH = 100;

    /**
     * Compares labels.
     *
     * @param own labels of the data set
     * @param classes class of each example according to the file, with the same numbers
     * @param examples the examples that are compared
     */
    static OwnLabelAgreement of(ClassLabels own, int[] classes, int[] examples) {
        double[] here = new double[own.classNames().size()];
        double[] there = new double[here.length];
        int equal = 0;
        for (int example : examples) {
            int given = classes[example];
            int right = own.classes()[example];
            here[right]++;
            there[given]++;
            equal += given == right ? 1 : 0;
        }
        double chance = 0;
        for (int k = 0; k < here.length; k++) {
            chance += here[k] * there[k] / examples.length;
        }
        return new OwnLabelAgreement(examples.length, equal, chance);
    }

    private boolean isByChance() {
        double deviation = Math.sqrt(chance * (labels - chance) / labels);
        return labels >= ENOUGH
                && chance < labels
                && equal < chance + Math.max(LEAST * (labels - chance), DEVIATIONS * deviation);
    }

    /**
     * Returns how far the labels agree, as a sentence.
     *
     * @throws UserException if they agree no more than by chance
     */
    String require(Path file, String data) {
        String share = NumberText.percent((double) equal / labels);
        if (isByChance()) {
            throw new UserException("data.labels.file: only " + share + " of the " + labels + " labels in " + file
                    + " are those that " + data
                    + " itself has, which is no more than by chance. So the labels probably belong to"
                    + " other images. Check that the file is for these images, and that it names them by keys: the numbers of"
                    + " images differ between distributions of a data set. If the own labels of " + data
                    + " are not the true ones, set data.labels.truth: none.");
        }
        return share + " of the " + labels + " labels in " + file + " are those that " + data + " itself has.";
    }
}
