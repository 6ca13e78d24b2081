package io.winnow.trainer.target;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.LogitRows;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SparseRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a network learns to predict of an example. It is fixed by the labels of the training examples when a training begins, and stored in
 * the run, so that outputs keep their meaning.
 *
 * <p>A head maps a representation to an output of O numbers. A prediction is what a user reads from an output: P probabilities or values,
 * in row-major order for several examples (N, P).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(TargetKinds.class)
public interface Target {
    /** Returns the names of the numbers of a prediction (P): classes, levels, or the names of numbers. */
    List<String> names();

    /** Returns the number of training examples of each class or level (P), rounded if labels are shared; empty if there are no classes. */
    List<Integer> counts();

    /** Creates the usual head, which maps a representation of length {@code in} to an output. */
    Layer head(int in);

    /** Returns the loss that a configuration without a loss uses. */
    TargetLoss usualLoss();

    /**
     * Encodes the labels of training examples for a loss.
     *
     * @param labels labels of a kind that this target takes
     */
    Encoded encode(Labels labels);

    /**
     * Returns the share of each class or level in what is known of an example: 1 for each of several classes that it has, and shares that sum
     * to 1 if exactly one is right. By default, there are no classes.
     */
    default Optional<ClassShares> classShares(Labels labels) {
        return Optional.empty();
    }

    /** The share of each class in what is known of an example. */
    @FunctionalInterface
    interface ClassShares {
        /** Returns the shares of an example (P). */
        double[] of(int example);
    }

    /** Returns whether an output is a logit for each of {@link #names}. By default, it is not. */
    default boolean hasClassLogits() {
        return false;
    }

    /** Returns whether {@link #encode} gives distributions over {@link #names} (B, P), so that others can take their place. */
    default boolean learnsDistributions() {
        return false;
    }

    /** Targets of views that show parts of examples, in which somebody else sees the classes. */
    @FunctionalInterface
    interface ViewTargets {
        /**
         * Returns the target of a view (W), as {@link #encode} gives it.
         *
         * @param given target of the whole example (W)
         * @param shares share of each class in the view (P); they sum to 1
         */
        float[] of(float[] given, double[] shares);
    }

    /**
     * Returns how classes that somebody else sees in a view become its target; empty if targets say nothing of single classes.
     *
     * @param least for examples with any number of classes, the share from which on a view has a class
     */
    default Optional<ViewTargets> viewTargets(double least) {
        return Optional.empty();
    }

    /**
     * Returns the targets (B, W) of unions of examples, which have the classes of both; empty if examples do not have any number of classes.
     *
     * @param targets targets of the examples (B, W)
     * @param order (B) int64, index of each example's partner
     */
    default Optional<NDArray> unions(NDArray targets, NDArray order) {
        return Optional.empty();
    }

    /** The labels of training examples as arrays. */
    @FunctionalInterface
    interface Encoded {
        /**
         * Returns the labels of some examples.
         *
         * @param rows positions of the examples among the training examples in use (B)
         * @return (B, W); W depends on the target
         */
        NDArray of(long[] rows, NDManager manager);
    }

    /**
     * A linear head whose outputs mean what libraries of published models take them for.
     *
     * @param weight (P, D)
     * @param bias (P)
     */
    record LibraryHead(NDArray weight, NDArray bias, Published.Outputs outputs) {}

    /**
     * Returns a linear head on a representation of length D as libraries of published models have it; empty if they have none for such
     * outputs, which is so by default.
     *
     * @param weight (O, D)
     * @param bias (O)
     */
    default Optional<LibraryHead> libraryHead(NDArray weight, NDArray bias) {
        return Optional.empty();
    }

    /** Returns the predictions (B, P) that outputs (B, O) mean. The result is attached to the manager of the outputs. */
    NDArray predictions(NDArray outputs);

    /**
     * Returns this target with what is chosen on validation data, such as thresholds of probabilities. By default, nothing is.
     *
     * @param predictions predictions for the validation examples (N, P)
     * @param truth their labels
     * @param expected number of classes that an example has on average, if decisions are to match it instead of the labels; for label sets
     *     only
     */
    default Target tuned(float[] predictions, Labels truth, Optional<Double> expected) {
        return this;
    }

    /**
     * Returns what a reader of the metrics should know about the labels that they are made of, one sentence each. By default, nothing.
     *
     * @param test labels of the test examples
     * @param validation labels of the validation examples; empty if there are none
     * @param expected whether {@link #tuned} is given an expected number of classes
     * @param unit noun in the plural for the examples
     */
    default List<String> doubts(Labels test, Optional<Labels> validation, boolean expected, String unit) {
        return List.of();
    }

    /** Returns this target with a given threshold of probabilities. By default, nothing is decided by one. */
    default Target withThreshold(double threshold) {
        return this;
    }

    /**
     * Returns outputs as logits to which a temperature can be fitted, so that probabilities are calibrated. By default, outputs are no such
     * logits.
     *
     * @param outputs outputs of the head for some examples (N, O), in row-major order
     * @param truth their labels
     * @return empty if predictions are not calibrated by a temperature, or not with labels of this kind
     */
    default Optional<LogitRows> logits(float[] outputs, Labels truth) {
        return Optional.empty();
    }

    /**
     * Returns the target for outputs that are divided by a temperature before they become predictions. What was chosen for the predictions
     * without it, such as thresholds, is changed so that the same labels are decided for.
     */
    default Target atTemperature(double temperature) {
        return this;
    }

    /**
     * Judges predictions.
     *
     * @param predictions predictions for the test examples (N, P)
     * @param truth their labels
     * @return empty if labels of this kind cannot be compared with predictions of this target
     */
    Optional<Report> judge(float[] predictions, Labels truth);

    /**
     * Returns whether predictions for so many examples are few enough numbers to be held at once. If not, they are judged by {@link #judging},
     * and models that give them all at once, such as baselines, are left out. By default, they always are.
     */
    default boolean holds(int examples) {
        return true;
    }

    /**
     * Begins to judge predictions that come in batches.
     *
     * @param truth labels of the examples
     * @return empty if {@link #judge} takes all predictions for these examples at once
     */
    default Optional<Judging> judging(Labels truth) {
        return Optional.empty();
    }

    /** Judges predictions for many examples that come in batches, so that they need not be held at once. */
    interface Judging {
        /** Returns the number of examples of a batch. */
        int batchSize();

        /**
         * Adds the predictions for the next examples.
         *
         * @param predictions (B, P) in row-major order, for at most {@link #batchSize} examples
         */
        void add(float[] predictions);

        /** Judges the predictions for all examples. */
        Report report();

        /** Returns the target with what is chosen on these examples, like {@link Target#tuned}. */
        Target tuned(Optional<Double> expected);

        /**
         * Returns what is left out because not all predictions are held at once, as a sentence.
         *
         * @param unit noun in the plural for the examples
         */
        String note(String unit);
    }

    /**
     * Returns a prediction (P) as the entries of a JSON object.
     *
     * @param top largest number of classes to list; ignored where all numbers are listed
     */
    Map<String, Object> line(float[] prediction, int top);

    /** Says what the predictions are and how labels follow from them, as sentences for somebody who serves the model; empty if nothing is to be said. */
    default String reading() {
        return "";
    }

    /** Returns the labels that a prediction (P) decides for; empty if predictions are numbers. */
    default List<String> labels(float[] prediction) {
        return List.of();
    }

    /** Returns the same prediction for every example (P): the best that can be said without looking at an example. */
    float[] constant(Labels train);

    /**
     * Returns the predictions (B, P) that a logit for each class means (B, P), whatever the outputs of the head are; empty if there are no
     * classes without an order.
     */
    default Optional<NDArray> ofClassLogits(NDArray logits) {
        return Optional.empty();
    }

    /**
     * Fits a linear model to sparse rows, such as weights of words, and predicts for others.
     *
     * @param train rows of the training examples (N, D)
     * @param labels their labels, of a kind that this target takes
     * @param others other rows, each (M, D)
     * @param strength factor of the losses against the penalty, above 0, known as C
     * @return predictions for each of {@code others} (M, P); empty if there is no such model for this target
     */
    Optional<List<float[]>> sparseLinear(SparseRows train, Labels labels, List<SparseRows> others, double strength);

    /**
     * Fits a linear model to vectors whose weights are drawn towards given ones, such as the vectors of the names of the classes. Its logits
     * are those that {@link #ofClassLogits} takes. By default, there is no such model.
     *
     * @param prior given weights, one row for each of {@link #names} (P, D); zeros if nothing is known of them
     * @param train vectors of the training examples (N, D)
     * @param labels their labels, of a kind that this target takes
     * @param strength factor of the losses against the penalty, above 0, known as C
     * @return weights (P, D + 1), whose last column is the bias; empty if there are no classes without an order
     */
    default Optional<NDArray> priorLinear(NDArray prior, NDArray train, Labels labels, double strength) {
        return Optional.empty();
    }

    /**
     * Fits the linear model {@code linear} of {@link #linearModels} for the usual head to start from. By default, there is none.
     *
     * @param train vectors of the training examples (N, D)
     * @param labels their labels, of a kind that this target takes
     * @param seed seed of the choice of examples by which the strength of the penalty is chosen
     * @return weights (P, D + 1), whose last column is the bias; empty if outputs are not one logit for each class
     */
    default Optional<NDArray> linearWeights(NDArray train, Labels labels, LinearProbe.Options options, long seed) {
        return Optional.empty();
    }

    /** Returns the linear models on vectors that are baselines for this target, by the ends of their names in results. */
    Map<String, LinearModel> linearModels();

    /** A linear model on vectors. */
    @FunctionalInterface
    interface LinearModel {
        /**
         * Fits the model and predicts.
         *
         * @param train vectors of the training examples (N, D)
         * @param labels their labels, of a kind that the target takes
         * @param others other vectors, each (M, D)
         * @param seed seed of the choice of examples by which the strength of the penalty is chosen
         * @return predictions for each of {@code others} (M, P)
         */
        List<float[]> predictions(
                NDArray train, Labels labels, List<NDArray> others, LinearProbe.Options options, long seed);
    }
}
