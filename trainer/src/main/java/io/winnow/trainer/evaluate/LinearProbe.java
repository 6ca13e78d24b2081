package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Arrays;
import java.util.List;

/**
 * Linear probe: logistic regression on frozen representations, which measures their quality as in CLIP (arXiv 2103.00020, appendix A.3). It
 * is fitted by L-BFGS. The strength of the L2 regularization is chosen on a validation split, and the probe is then refitted on training
 * and validation data together. Columns are standardized first.
 */
public final class LinearProbe {
    /** Is told how far fits are that may take long. */
    public interface Watcher {
        Watcher NONE = new Watcher() {
            @Override
            public void fit() {}

            @Override
            public void step() {}
        };

        /** A fit begins. */
        void fit();

        /** The loss of the fit and its gradient were computed once. */
        void step();
    }

    private LinearProbe() {}

    /** Options for fitting a linear probe. */
    @Doc("Options for fitting a linear probe: a logistic regression on frozen representations.")
    public record Options(
            @Doc("Largest number of L-BFGS iterations of a fit.") @Default("1000")
            int maxIterations,

            @Doc(
                    "Strengths of the L2 regularization to choose from. The penalty lambda / 2 |W|^2 is added to the mean loss over"
                            + " examples.")
            @Default("[1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]")
            List<Double> lambdas,

            @Doc("Fraction of the training data that is held out to choose the strength, between 0 and 1.")
            @Default("0.1")
            double validationShare,

            @Doc("A fit ends when an iteration lowers the loss by less than this fraction of it.") @Default("1e-5")
            double tolerance) {
        public Options {
            new Checks()
                    .positive("max_iterations", maxIterations)
                    .that(!lambdas.isEmpty(), "lambdas", "must have at least one value, found none")
                    .that(lambdas.stream().allMatch(l -> l >= 0), "lambdas", "must not be negative, found " + lambdas)
                    .that(
                            validationShare > 0 && validationShare < 1,
                            "validation_share",
                            "must be above 0 and below 1, found " + validationShare)
                    .notNegative("tolerance", tolerance)
                    .done();
        }
    }

    /**
     * Result of a probe for examples with one class each.
     *
     * @param accuracy accuracy on the test data
     * @param lambda chosen strength of the regularization
     * @param validationAccuracy accuracy on the validation split with this strength
     * @param iterations L-BFGS iterations of the final fit
     */
    public record Result(double accuracy, double lambda, double validationAccuracy, int iterations) {}

    /**
     * Result of a probe for examples with several classes each.
     *
     * @param meanAveragePrecision mean average precision on the test data
     * @param lambda chosen strength of the regularization
     * @param validationMap mean average precision on the validation split with this strength
     * @param iterations L-BFGS iterations of the final fit
     */
    public record MultiResult(double meanAveragePrecision, double lambda, double validationMap, int iterations) {}

    /**
     * Fits a softmax regression and measures its accuracy.
     *
     * @param train (N, D)
     * @param trainClasses class of each training example (N)
     * @param test (M, D)
     * @param testClasses class of each test example (M)
     * @param classes number of classes
     * @param seed determines the validation split
     */
    public static Result classify(
            NDArray train,
            int[] trainClasses,
            NDArray test,
            int[] testClasses,
            int classes,
            Options options,
            long seed) {
        try (FittedProbe fitted = fit(train, trainClasses, classes, options, seed, false);
                NDArray logits = fitted.logits(test)) {
            return new Result(accuracy(logits, testClasses), fitted.lambda(), fitted.validation(), fitted.iterations());
        }
    }

    /**
     * Fits a softmax regression.
     *
     * @param train (N, D)
     * @param trainClasses class of each example (N)
     * @param classes number of classes
     * @param seed determines the validation split
     * @param balanced whether each class has the same total weight, whatever its number of examples. It applies to the loss and to the
     *     accuracy by which the strength is chosen
     */
    public static FittedProbe fit(
            NDArray train, int[] trainClasses, int classes, Options options, long seed, boolean balanced) {
        return fit(train, trainClasses, classes, options, seed, balanced, Watcher.NONE);
    }

    /** Fits as {@link #fit(NDArray, int[], int, Options, long, boolean)} does, and tells a watcher how far it is. */
    public static FittedProbe fit(
            NDArray train,
            int[] trainClasses,
            int classes,
            Options options,
            long seed,
            boolean balanced,
            Watcher watcher) {
        double[] weights = balanced ? balancing(trainClasses, classes) : null;
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.oneHot(scope, trainClasses, classes, weights);
            return ProbeSearch.fit(
                    ProbeScript::softmax,
                    scope,
                    train,
                    targets,
                    options,
                    seed,
                    watcher,
                    (logits, rows) -> accuracy(logits, pick(trainClasses, rows), weights));
        }
    }

    /**
     * Fits a softmax regression with a given strength of the regularization, for so few examples that none can be held out to choose it. The
     * columns are used as they are: their spread among few examples says little.
     *
     * @param train (N, D), whose columns should have a similar scale
     * @param trainClasses class of each example (N)
     * @param classes number of classes
     * @param lambda the penalty lambda / 2 |W|^2 is added to the mean loss
     * @param options the largest number of iterations and the tolerance are used
     */
    public static FittedProbe fit(NDArray train, int[] trainClasses, int classes, double lambda, Options options) {
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.oneHot(scope, trainClasses, classes, null);
            return fit(ProbeScript::softmax, train, targets, lambda, options);
        }
    }

    /**
     * Fits independent logistic regressions, one for each class, as {@link #fit(NDArray, int[], int, double, Options)} fits a softmax
     * regression.
     *
     * @param positives classes of each example (N); it has no others
     */
    public static FittedProbe fitIndependent(
            NDArray train, int[][] positives, int classes, double lambda, Options options) {
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.multiHot(scope, positives, classes);
            return fit(ProbeScript::sigmoid, train, targets, lambda, options);
        }
    }

    private static FittedProbe fit(ProbeLoss loss, NDArray train, NDArray targets, double lambda, Options options) {
        int width = (int) train.getShape().get(1);
        double[] start = new double[(int) targets.getShape().get(1) * (width + 1)];
        Lbfgs.Minimum found = loss.minimise(train, targets, lambda, start, options);
        float[] unchanged = new float[2 * width];
        Arrays.fill(unchanged, width, 2 * width, 1);
        NDArray moments = train.getManager().create(unchanged, new Shape(2, width));
        return new FittedProbe(moments, found.x(), lambda, Double.NaN, found.iterations());
    }

    /**
     * Fits independent logistic regressions, one for each class, and measures their mean average precision.
     *
     * @param trainLabels labels of the training examples (N)
     * @param testLabels labels of the test examples (M), with the same classes
     */
    public static MultiResult multiLabel(
            NDArray train, ClassSets trainLabels, NDArray test, ClassSets testLabels, Options options, long seed) {
        try (FittedProbe fitted = fit(train, trainLabels, options, seed);
                NDArray logits = fitted.logits(test)) {
            return new MultiResult(
                    AveragePrecision.mean(LabelScores.of(logits.toFloatArray(), testLabels)),
                    fitted.lambda(),
                    fitted.validation(),
                    fitted.iterations());
        }
    }

    /**
     * Fits independent logistic regressions, one for each class. Unknown pairs of an example and a class are left out, or count as negatives
     * if no pair is known to be negative.
     *
     * @param train (N, D)
     * @param labels labels of the training examples (N)
     * @param seed determines the validation split
     */
    public static FittedProbe fit(NDArray train, ClassSets labels, Options options, long seed) {
        return fit(train, labels, options, seed, Watcher.NONE);
    }

    /** Fits as {@link #fit(NDArray, ClassSets, Options, long)} does, and tells a watcher how far it is. */
    public static FittedProbe fit(NDArray train, ClassSets given, Options options, long seed, Watcher watcher) {
        ClassSets labels = given.withAssumedNegatives();
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.multiHot(scope, LabelScores.states(labels), labels.classCount());
            return ProbeSearch.fit(
                    ProbeScript::sigmoid,
                    scope,
                    train,
                    targets,
                    options,
                    seed,
                    watcher,
                    (logits, rows) ->
                            AveragePrecision.mean(LabelScores.of(logits.toFloatArray(), labels.select(rows))));
        }
    }

    /** Returns a weight for each class that is inversely proportional to its frequency. The mean weight over examples is 1. */
    private static double[] balancing(int[] classes, int count) {
        double[] weights = new double[count];
        for (int c : classes) {
            weights[c]++;
        }
        long present = Arrays.stream(weights).filter(n -> n > 0).count();
        for (int c = 0; c < count; c++) {
            weights[c] = weights[c] > 0 ? classes.length / (present * weights[c]) : 0;
        }
        return weights;
    }

    private static double accuracy(NDArray logits, int[] classes) {
        return accuracy(logits, classes, null);
    }

    /** @param weights weight of an example of each class; null for equal weights */
    private static double accuracy(NDArray logits, int[] classes, double[] weights) {
        try (NDArray argmax = ProbeScript.argmax(logits)) {
            long[] predicted = argmax.toLongArray();
            double correct = 0;
            double all = 0;
            for (int i = 0; i < predicted.length; i++) {
                double weight = weights == null ? 1 : weights[classes[i]];
                correct += predicted[i] == classes[i] ? weight : 0;
                all += weight;
            }
            return correct / all;
        }
    }

    private static int[] pick(int[] classes, int[] rows) {
        return Arrays.stream(rows).map(row -> classes[row]).toArray();
    }
}
