package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.evaluate.ConfidentLearning;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The result of an audit: given labels are compared with the positions of their examples in a representation.
 *
 * @param given the given labels (N)
 * @param opinions the opinion of each method by its name, in the order of {@link #methods}
 * @param joint the joint distribution of given and true labels that confident learning estimates
 * @param flagged whether confident learning would prune each example (N)
 * @param unseen the mean of the methods that have not seen the label that they judge, which can tell how many labels are wrong
 * @param neighbours the nearest neighbours of each example
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record LabelAudit(
        ClassLabels given,
        Map<String, Opinion> opinions,
        ConfidentLearning joint,
        boolean[] flagged,
        Opinion unseen,
        NeighbourVotes neighbours)
        implements Audited {
    /** The method that uses out-of-fold probabilities of linear classifiers, as in confident learning. */
    public static final String CONFIDENT = "confident";
    /** The method that uses out-of-fold probabilities of a kernel classifier. */
    public static final String KERNEL = "kernel";
    /** The method that uses the fractions of the nearest neighbours' votes. */
    public static final String NEIGHBOURS = "neighbours";
    /** The method that watches the training of a linear classifier on all given labels: see {@link TrainingDynamics}. */
    public static final String TRAINING = "training";
    /**
     * The method that uses the mean of the probabilities of the other four. The first three have not seen the label that they judge, and are
     * taken twice: with all labels, and again without the labels that are most likely wrong. Both times, and what the training says, have
     * the same weight.
     */
    public static final String MEAN = "mean";

    /** What annotators say who were asked, if there are any: see {@link AnnotatorOpinion}. */
    public static final String ANNOTATIONS = "annotations";

    /** The method that {@link #MEAN} would be without annotations, by which one sees what they add. */
    public static final String MODELS = "models";

    /** How many times the number of voters are found, so that there are voters left among them when suspects do not vote. */
    private static final int FURTHER = 2;

    /** Number of methods that have not seen the label that they judge. */
    private static final int PARTS = 3;

    /** Returns the names of all methods in the order of {@link #opinions}. */
    public static List<String> methods() {
        return List.of(CONFIDENT, KERNEL, NEIGHBOURS, TRAINING, MEAN);
    }

    /**
     * Audits labels. Memory grows in proportion to N.
     *
     * @param z representations (N, D), at least 2, with at least one example of every class; ideally from an encoder that was trained
     *     without these labels
     * @param given the given labels (N)
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static LabelAudit of(NDArray z, ClassLabels given, AuditOptions options, long seed, Consumer<String> say) {
        return of(z, given, options, seed, Optional.empty(), say);
    }

    /**
     * Audits labels as {@link #of(NDArray, ClassLabels, AuditOptions, long, Consumer)} does.
     *
     * @param annotators what annotators say, which becomes an opinion of its own and a part of the mean
     */
    public static LabelAudit of(
            NDArray z,
            ClassLabels given,
            AuditOptions options,
            long seed,
            Optional<AnnotatorOpinion> annotators,
            Consumer<String> say) {
        int[] classes = given.classes();
        int count = given.classCount();
        AuditMemory.requireSingle(
                classes.length, count, z.getShape().get(1), Runtime.getRuntime().maxMemory(), options.fewer());
        Folds folds = Folds.stratified(classes, count, options.folds(), seed);
        say.accept("Finding the nearest neighbours of each example.");
        NeighbourVotes neighbours = NeighbourVotes.of(
                z,
                (int) Math.min((long) FURTHER * options.neighbours(), classes.length - 1),
                new TimeLeft("Nearest neighbours", classes.length, say));
        LinearClassifiers linear = LinearClassifiers.ofClasses(
                z,
                classes,
                count,
                folds,
                options.linear(),
                seed,
                new FitProgress(
                        FitProgress.fitsTwice(options.folds(), options.linear()),
                        options.fewer(),
                        System::nanoTime,
                        say));
        Map<String, Opinion> opinions = new LinkedHashMap<>();
        try (KernelClassifier kernel = new KernelClassifier(z, classes, count, folds, seed, say)) {
            boolean[] keep = new boolean[classes.length];
            Arrays.fill(keep, true);
            say.accept("Fitting linear and kernel classifiers for each of " + options.folds() + " folds.");
            // Arrays of probabilities (N * K) are the largest ones here, so few of them are held at a time.
            double[] probabilities = linear.probabilities(keep);
            ConfidentLearning joint = ConfidentLearning.of(probabilities, classes, count);
            boolean[] flagged = joint.flagged(probabilities, classes);
            opinions.put(CONFIDENT, Opinion.of(probabilities, classes, count));
            double[] first = new double[probabilities.length];
            add(probabilities, PARTS, first);
            probabilities = kernel.probabilities(keep);
            opinions.put(KERNEL, Opinion.of(probabilities, classes, count));
            add(probabilities, PARTS, first);
            probabilities = neighbours.shares(classes, count, options.neighbours(), keep, false);
            opinions.put(NEIGHBOURS, Opinion.of(probabilities, classes, count));
            add(probabilities, PARTS, first);
            keep = Pruning.trusted(Opinion.of(first, classes, count), classes, count);
            say.accept("Fitting them again without the labels that are most likely wrong.");
            double[] again = new double[probabilities.length];
            probabilities = null; // lets the memory go: those below are as large
            add(linear.probabilities(keep), PARTS, again);
            add(kernel.probabilities(keep), PARTS, again);
            add(neighbours.shares(classes, count, options.neighbours(), keep, false), PARTS, again);
            double[] mean = first;
            for (int i = 0; i < mean.length; i++) {
                mean[i] = mean[i] / 2 + again[i] / 2;
            }
            Opinion unseen = Opinion.of(mean, classes, count);
            float[] training = TrainingDynamics.wrong(z, classes, count, unseen.wrong(), say);
            // Which class would be right is a question for those who have not seen the given one.
            opinions.put(TRAINING, unseen.with(training));
            Opinion models = unseen.with(unseen.averaged(2, training));
            if (annotators.isEmpty()) {
                opinions.put(MEAN, models);
                return new LabelAudit(given, opinions, joint, flagged, unseen, neighbours);
            }
            AnnotatorOpinion asked = annotators.get();
            Opinion own = Opinion.of(asked.completedBy(mean), classes, count);
            own = own.with(asked.completedBy(models.wrong(), own.wrong()));
            opinions.put(ANNOTATIONS, own);
            opinions.put(MODELS, models);
            Opinion joined = Opinion.of(asked.joinedTo(mean), classes, count);
            opinions.put(MEAN, joined.with(models.averaged(AnnotatorOpinion.OTHERS, own.wrong())));
            return new LabelAudit(given, opinions, joint, flagged, joined, neighbours);
        }
    }

    /** Adds one of several parts to their mean. */
    private static void add(double[] part, int parts, double[] mean) {
        for (int i = 0; i < mean.length; i++) {
            mean[i] += part[i] / parts;
        }
    }
}
