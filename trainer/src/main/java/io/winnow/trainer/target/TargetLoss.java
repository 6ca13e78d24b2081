package io.winnow.trainer.target;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.BatchLabelLosses;
import io.winnow.models.loss.Mixup;
import io.winnow.trainer.config.Doc;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The loss that a network minimises on the given labels. Each target has one or more such sections. */
@Doc("The loss that the network minimises.")
public interface TargetLoss {
    /** A loss that is bound to one set of training examples. */
    @FunctionalInterface
    interface Bound {
        /**
         * Returns the mean loss of a batch.
         *
         * @param outputs outputs of the head (B, O)
         * @param targets the labels as {@link Target#encode} gives them (B, W)
         * @param rows (B) int64, positions of the examples among the training examples in use
         * @param weights (B), weights of the examples; empty if all are the same
         * @param progress fraction of the training that is done, in [0, 1)
         */
        NDArray of(NDArray outputs, NDArray targets, NDArray rows, Optional<NDArray> weights, double progress);

        /**
         * Returns the mean loss of a batch of mixtures, which mixup and CutMix make. By default, it is that of mixed targets.
         *
         * @param outputs outputs of the head for the mixtures (B, O)
         * @param targets the labels of the examples before they are mixed (B, W)
         */
        default NDArray ofMixtures(
                NDArray outputs,
                NDArray targets,
                Mixup.Mixtures mixtures,
                NDArray rows,
                Optional<NDArray> weights,
                double progress) {
            return of(outputs, mixtures.of(targets), rows, weights, progress);
        }

        /** Returns a further term of the loss if there are mixtures of examples, which it compares with the examples. By default, there is none. */
        default Optional<MixtureTerm> mixtureTerm() {
            return Optional.empty();
        }

        /** Returns the arrays that a checkpoint must contain, by name. */
        default Map<String, NDArray> state() {
            return Map.of();
        }

        /**
         * Returns which unknown pairs of a training example in use and a class count as positives by now (N, C): 1 for those, otherwise 0.
         * Empty if the loss corrects nothing.
         */
        default Optional<NDArray> correctedPairs() {
            return Optional.empty();
        }
    }

    /** A term that compares the outputs for mixtures of the examples of a batch with those for the examples. */
    interface MixtureTerm {
        /** Returns the parameter alpha of the distribution Beta(alpha, alpha) of the mixing coefficient. */
        double alpha();

        /**
         * Returns the mean of the term over the mixtures of a batch.
         *
         * @param outputs outputs of the head for the examples (B, O)
         * @param targets their labels as {@link Target#encode} gives them (B, W)
         * @param mixed outputs of the head for the mixtures (M, O)
         * @param weights (B), weights of the examples; empty if all are the same
         */
        NDArray of(
                NDArray outputs,
                NDArray targets,
                NDArray mixed,
                BatchLabelLosses.Pairs pairs,
                Optional<NDArray> weights);
    }

    /**
     * Binds the loss to training examples.
     *
     * @param given the given labels of the training examples in use
     * @param manager manager to which the arrays of the loss are attached
     */
    Bound bind(Labels given, NDManager manager);

    /**
     * Binds the loss to training examples of several classes each, whose classes have weights. By default, weights of classes are weights of
     * examples, which {@link Bound#of} is given.
     *
     * @param classWeights weight of each class (P): factor of the losses of its positives
     * @return empty if weights of classes are weights of examples
     */
    default Optional<Bound> bindWeighed(Labels given, double[] classWeights, NDManager manager) {
        return Optional.empty();
    }

    /** Returns whether each step looks at only a sample of the classes, so that there is a {@link #sampling}. */
    default boolean samplesClasses() {
        return false;
    }

    /**
     * Binds the loss to training examples such that each step looks at only a sample of the classes.
     *
     * @return empty if the loss needs an output for each class
     */
    default Optional<ClassSampling> sampling(Labels given) {
        return Optional.empty();
    }

    /** Returns whether this loss is configured to weight classes by itself. */
    default boolean weighsClasses() {
        return false;
    }

    /** Returns why this loss cannot be computed for these labels, as a part of a sentence that begins with the loss; empty if it can. */
    Optional<String> refuses(Target target, Labels given);

    /**
     * Returns what a user should know of this loss on these labels although it can be computed, as parts of sentences that begin with the
     * loss. By default, nothing.
     *
     * @param batchSize number of examples of a batch
     */
    default List<String> doubts(Labels given, int batchSize) {
        return List.of();
    }

    /** Creates the head whose outputs this loss takes. */
    default Layer head(int in, Target target) {
        return target.head(in);
    }

    /** Sets what a head that {@link #head} has created takes from the given labels instead of drawing it. By default, nothing. */
    default void start(Layer head, Labels given, NDManager manager) {}

    /**
     * Returns the logits of the shares of the classes among the given labels, at which the biases of a head can start (Lin et al., ICCV 2017,
     * section 3.3, with one share for all classes). By default, there are none.
     */
    default Optional<float[]> shareLogits(Labels given) {
        return Optional.empty();
    }

    /** Returns the scale of the cosines if the outputs are scaled cosines; empty if the head is linear. */
    default OptionalDouble cosineScale() {
        return OptionalDouble.empty();
    }

    /** Returns whether the loss is an unweighted mean over independent examples, so that devices can share a batch. */
    default boolean averagesExamples() {
        return true;
    }

    /**
     * Returns whether the loss can be computed for targets that belong to no training example, such as unions: it does not depend on which
     * examples they are, nor on how many classes examples have.
     */
    default boolean allowsUnions() {
        return false;
    }

    /** Returns whether the loss can be computed for mixtures of examples, which mixup and CutMix make. */
    default boolean allowsMixup() {
        return false;
    }

    /** Returns whether the loss is configured to mix examples by itself, so that it needs examples of which there are mixtures. */
    default boolean mixesExamples() {
        return false;
    }

    /**
     * Returns whether half as many mixtures as a batch has examples pass through the network as well, where examples have mixtures. By default,
     * none do.
     */
    default boolean passesMixtures() {
        return false;
    }
}
