package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.KnnClassifier;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.run.UserException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evaluation of a frozen representation by a k-nearest-neighbour classifier and a linear probe. For data with several labels per example, the
 * metric is the mean average precision of the linear probe. Settings are chosen by the linear probe's figure on its validation split of the
 * training examples.
 *
 * @param options options of both classifiers
 * @param seed seed of the linear probe's validation split
 */
public record Probes(ProbeOptions options, long seed) {
    /**
     * Returns the metrics of representations.
     *
     * @param train (N, D)
     * @param test (M, D)
     * @throws UserException if labels are missing, or the training and test labels are of different kinds
     */
    public Map<String, Double> figures(NDArray train, Labels trainLabels, NDArray test, Labels testLabels) {
        Map<String, Double> figures = new LinkedHashMap<>();
        int classes = trainLabels.classNames().size();
        if (trainLabels instanceof ClassLabels a && testLabels instanceof ClassLabels b) {
            figures.put(
                    "knn_accuracy",
                    KnnClassifier.accuracy(
                            train,
                            a.classes(),
                            test,
                            b.classes(),
                            Math.min(options.neighbours(), a.size()),
                            options.temperature(),
                            classes));
            LinearProbe.Result linear =
                    LinearProbe.classify(train, a.classes(), test, b.classes(), classes, options.linear(), seed);
            figures.put("linear_accuracy", linear.accuracy());
            figures.put("linear_validation_accuracy", linear.validationAccuracy());
            figures.put("linear_lambda", linear.lambda());
        } else if (trainLabels instanceof ClassSets a && testLabels instanceof ClassSets b) {
            LinearProbe.MultiResult linear = LinearProbe.multiLabel(train, a, test, b, options.linear(), seed);
            figures.put("linear_map", linear.meanAveragePrecision());
            figures.put("linear_validation_map", linear.validationMap());
            figures.put("linear_lambda", linear.lambda());
        } else {
            throw new UserException(
                    "The representation cannot be evaluated: the training and test examples must both have one label each, or"
                            + " both have several. Use test data with the same kind of labels as the training data.");
        }
        return figures;
    }
}
