package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.ClassSampling;
import io.winnow.trainer.target.Target;
import java.util.Arrays;
import java.util.Optional;

/**
 * Binary cross-entropy for very many classes, of which each step looks at a sample: all positives of the batch, and classes that are drawn
 * among the others as in Partial FC (An et al., CVPR 2022). The losses of drawn classes are divided by the probability with which they were
 * drawn, so that the expectation is the loss on all classes.
 */
@Kind("sampled")
@Doc("For very many classes: binary cross-entropy over the classes that the examples of a batch have, and "
        + "over a sample of the other classes. The sample is drawn anew in each step, and its losses are "
        + "weighted so that it stands for all of them. A step updates only these classes of the head, by the "
        + "optimizer of the training (adamw, or sgd without nesterov), so that neither its time nor its memory "
        + "grows with the number of classes.")
record SampledLoss(
        @Doc("Number of classes that are drawn in each step besides the positives of the batch.") @Default("1000")
        int negatives,

        @Doc("What becomes of classes of which nothing is known. ignore: they are left out; negative: they count "
                + "as classes that the example does not have.")
        @Default("ignore")
        PairwiseLoss.Unknown unknown,

        @Doc(
                "example: the losses of the classes of an example are added up; mean: their sum is divided by the number of classes.")
        @Default("example")
        MultiLabelLoss.Reduction reduction)
        implements SetLoss {
    /** Std of the initial weights of the head, as published for the centers of Partial FC. */
    private static final double START = 0.01;

    public SampledLoss {
        new Checks().positive("negatives", negatives).done();
    }

    private MultiLabelLoss loss() {
        return needsNegatives() ? MultiLabelLoss.knownOnly() : MultiLabelLoss.assumeNegative();
    }

    /** The loss on all classes, for methods that need an output for each of them. */
    @Override
    public Bound bind(Labels given, NDManager manager) {
        NDArray ones = manager.ones(new Shape(given.classNames().size()));
        return (logits, states, rows, weights, progress) -> loss().mean(
                        states, SetLoss.weights(states, weights), ones, reduction)
                .of(logits);
    }

    @Override
    public boolean samplesClasses() {
        return true;
    }

    @Override
    public Optional<ClassSampling> sampling(Labels given) {
        return Optional.of(new Sampling(this, (ClassSets) given));
    }

    /** Weights start near 0, so that biases alone rank the classes at first. */
    @Override
    public Layer head(int in, Target target) {
        return new Dense(in, target.names().size(), Initialization.normal(START), Initialization.zeros());
    }

    @Override
    public boolean needsNegatives() {
        return unknown == PairwiseLoss.Unknown.IGNORE;
    }

    /** The sample of a step is one of the whole batch. */
    @Override
    public boolean averagesExamples() {
        return false;
    }

    /** The loss on given labels. */
    private record Sampling(SampledLoss options, ClassSets given) implements ClassSampling {
        @Override
        public int negatives() {
            return options.negatives;
        }

        @Override
        public int[] positives(int row) {
            return given.positives()[row];
        }

        @Override
        public NDArray states(long[] rows, long[] classes, NDManager manager) {
            float[] states = new float[rows.length * classes.length];
            for (int i = 0; i < rows.length; i++) {
                int row = (int) rows[i];
                int first = i * classes.length;
                float unlisted = given.closed()[row] ? ClassSets.NEGATIVE : ClassSets.UNKNOWN;
                Arrays.fill(states, first, first + classes.length, unlisted);
                set(states, first, classes, given.negatives()[row], ClassSets.NEGATIVE);
                set(states, first, classes, given.positives()[row], ClassSets.POSITIVE);
            }
            return manager.create(states, new Shape(rows.length, classes.length));
        }

        private static void set(float[] states, int first, long[] classes, int[] listed, int state) {
            for (int each : listed) {
                int place = Arrays.binarySearch(classes, each);
                if (place >= 0) {
                    states[first + place] = state;
                }
            }
        }

        @Override
        public NDArray loss(NDArray logits, NDArray states, NDArray columnWeights, Optional<NDArray> weights) {
            return options.loss()
                    .sampledMean(
                            logits,
                            states,
                            SetLoss.weights(states, weights),
                            columnWeights,
                            given.classCount(),
                            options.reduction);
        }
    }
}
