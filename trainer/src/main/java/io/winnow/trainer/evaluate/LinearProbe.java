package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.SeedStreams;
import io.winnow.trainer.run.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Linear probe: logistic regression on frozen representations, which measures their quality as in CLIP (arXiv 2103.00020, appendix A.3). It
 * is fitted by L-BFGS. The strength of the L2 regularization is chosen on a validation split, and the probe is then refitted on training
 * and validation data together. Columns are standardized first.
 */
public final class LinearProbe {
    /**
     * A loss of vectors x (N, D) with targets (N, C) and weights (C, D + 1): returns its sum over the vectors and its gradient with respect
     * to the weights. It is {@link ProbeScript#softmax} or {@link ProbeScript#sigmoid}.
     */
    @FunctionalInterface
    interface Loss {
        NDList of(NDArray x, NDArray targets, NDArray weights);
    }

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
        try (Fitted fitted = fit(train, trainClasses, classes, options, seed, false);
                NDArray logits = fitted.logits(test)) {
            return new Result(accuracy(logits, testClasses), fitted.lambda, fitted.validation, fitted.iterations);
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
    public static Fitted fit(
            NDArray train, int[] trainClasses, int classes, Options options, long seed, boolean balanced) {
        return fit(train, trainClasses, classes, options, seed, balanced, Watcher.NONE);
    }

    /** Fits as {@link #fit(NDArray, int[], int, Options, long, boolean)} does, and tells a watcher how far it is. */
    public static Fitted fit(
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
            return search(
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
    public static Fitted fit(NDArray train, int[] trainClasses, int classes, double lambda, Options options) {
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
    public static Fitted fitIndependent(NDArray train, int[][] positives, int classes, double lambda, Options options) {
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.multiHot(scope, positives, classes);
            return fit(ProbeScript::sigmoid, train, targets, lambda, options);
        }
    }

    private static Fitted fit(Loss loss, NDArray train, NDArray targets, double lambda, Options options) {
        int width = (int) train.getShape().get(1);
        double[] start = new double[(int) targets.getShape().get(1) * (width + 1)];
        Lbfgs.Minimum found = fit(loss, train, targets, lambda, start, options);
        float[] unchanged = new float[2 * width];
        Arrays.fill(unchanged, width, 2 * width, 1);
        NDArray moments = train.getManager().create(unchanged, new Shape(2, width));
        return new Fitted(moments, found.x(), lambda, Double.NaN, found.iterations());
    }

    /**
     * Fits independent logistic regressions, one for each class, and measures their mean average precision.
     *
     * @param trainLabels labels of the training examples (N)
     * @param testLabels labels of the test examples (M), with the same classes
     */
    public static MultiResult multiLabel(
            NDArray train, ClassSets trainLabels, NDArray test, ClassSets testLabels, Options options, long seed) {
        try (Fitted fitted = fit(train, trainLabels, options, seed);
                NDArray logits = fitted.logits(test)) {
            return new MultiResult(
                    AveragePrecision.mean(LabelScores.of(logits.toFloatArray(), testLabels)),
                    fitted.lambda,
                    fitted.validation,
                    fitted.iterations);
        }
    }

    /**
     * Fits independent logistic regressions, one for each class. Unknown pairs of an example and a class are left out.
     *
     * @param train (N, D)
     * @param labels labels of the training examples (N)
     * @param seed determines the validation split
     */
    public static Fitted fit(NDArray train, ClassSets labels, Options options, long seed) {
        return fit(train, labels, options, seed, Watcher.NONE);
    }

    /** Fits as {@link #fit(NDArray, ClassSets, Options, long)} does, and tells a watcher how far it is. */
    public static Fitted fit(NDArray train, ClassSets labels, Options options, long seed, Watcher watcher) {
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.multiHot(scope, LabelScores.states(labels), labels.classCount());
            return search(
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

    /** A fitted probe. */
    public static final class Fitted implements AutoCloseable {
        private final NDArray moments;
        private final double[] weights;
        private final double lambda;
        private final double validation;
        private final int iterations;

        private Fitted(NDArray moments, double[] weights, double lambda, double validation, int iterations) {
            this.moments = moments;
            this.weights = weights;
            this.lambda = lambda;
            this.validation = validation;
            this.iterations = iterations;
        }

        /** Returns the logits (M, C) of vectors (M, D). The caller closes them. */
        public NDArray logits(NDArray vectors) {
            try (NDArray rows = ProbeScript.standardise(vectors, moments)) {
                return LinearProbe.logits(rows, weights);
            }
        }

        /** Returns the softmax of {@link #logits} in row-major order (M * C). */
        public float[] probabilities(NDArray vectors) {
            try (NDArray logits = logits(vectors);
                    NDArray probabilities = softmax(logits)) {
                return probabilities.toFloatArray();
            }
        }

        /** Returns the logistic function of {@link #logits} in row-major order (M * C). */
        public float[] independentProbabilities(NDArray vectors) {
            try (NDArray logits = logits(vectors);
                    NDArray probabilities = sigmoid(logits)) {
                return probabilities.toFloatArray();
            }
        }

        /** Returns the weights (C, D + 1) for vectors as they are, whose last column is the bias. The caller closes them. */
        public NDArray weights() {
            int width = (int) moments.getShape().get(1);
            float[] scale = moments.toFloatArray();
            double[] own = weights.clone();
            for (int row = 0; row < own.length; row += width + 1) {
                for (int d = 0; d < width; d++) {
                    own[row + d] /= scale[width + d];
                    own[row + width] -= own[row + d] * scale[d];
                }
            }
            return matrix(moments.getManager(), own, width + 1);
        }

        /** The chosen strength of the regularization. */
        public double lambda() {
            return lambda;
        }

        @Override
        public void close() {
            moments.close();
        }
    }

    private static Fitted search(
            Loss loss,
            NDManager scope,
            NDArray train,
            NDArray targets,
            Options options,
            long seed,
            Watcher watcher,
            BiFunction<NDArray, int[], Double> judge) {
        int count = (int) train.getShape().get(0);
        int[] order = Permutation.of(count, seed, SeedStreams.PROBE_VALIDATION);
        int validationSize = Math.min(count - 1, Math.max(1, (int) Math.round(count * options.validationShare())));
        int[] validation = Arrays.copyOf(order, validationSize);
        int[] rest = Arrays.copyOfRange(order, validationSize, count);
        NDArray moments = ProbeScript.moments(train);
        moments.attach(scope);
        NDArray all = ProbeScript.standardise(train, moments);
        all.attach(scope);
        NDArray fitted = rows(all, rest);
        fitted.attach(scope);
        NDArray fittedTargets = rows(targets, rest);
        NDArray held = rows(all, validation);
        held.attach(scope);

        // Fits go from strong to weak regularization: a strong one converges quickly, and each fit starts where the one
        // before ended.
        List<Double> lambdas = new ArrayList<>(options.lambdas());
        lambdas.sort(Comparator.reverseOrder());
        double[] weights =
                new double[(int) (targets.getShape().get(1) * (train.getShape().get(1) + 1))];
        double[] bestWeights = weights;
        double bestLambda = lambdas.get(0);
        double best = Double.NEGATIVE_INFINITY;
        for (double lambda : lambdas) {
            weights = fit(watched(loss, watcher), fitted, fittedTargets, lambda, weights, options)
                    .x();
            try (NDArray logits = logits(held, weights)) {
                double figure = judge.apply(logits, validation);
                if (figure > best) {
                    best = figure;
                    bestLambda = lambda;
                    bestWeights = weights;
                }
            }
        }
        Lbfgs.Minimum refit = fit(watched(loss, watcher), all, targets, bestLambda, bestWeights, options);
        moments.attach(train.getManager());
        return new Fitted(moments, refit.x(), bestLambda, best, refit.iterations());
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

    private static Loss watched(Loss loss, Watcher watcher) {
        watcher.fit();
        return (x, targets, weights) -> {
            NDList parts = loss.of(x, targets, weights);
            watcher.step();
            return parts;
        };
    }

    private static Lbfgs.Minimum fit(
            Loss loss, NDArray x, NDArray targets, double lambda, double[] start, Options options) {
        return Lbfgs.minimise(objective(loss, x, targets, lambda), start, options.maxIterations(), options.tolerance());
    }

    /** Returns mean loss + lambda / 2 |W|^2 as a function of the weights (C, D + 1) in row-major order. The biases are not regularized. */
    static Lbfgs.Function objective(Loss loss, NDArray x, NDArray targets, double lambda) {
        long count = x.getShape().get(0);
        int columns = (int) x.getShape().get(1) + 1;
        return (weights, gradient) -> {
            StopSignal.poll();
            try (NDManager scope = x.getManager().newSubManager()) {
                NDList parts = loss.of(x, targets, matrix(scope, weights, columns));
                parts.attach(scope);
                double value = parts.get(0).toFloatArray()[0] / count;
                float[] sums = parts.get(1).toFloatArray();
                for (int i = 0; i < sums.length; i++) {
                    boolean bias = i % columns == columns - 1;
                    gradient[i] = sums[i] / count + (bias ? 0 : lambda * weights[i]);
                    value += bias ? 0 : lambda / 2 * weights[i] * weights[i];
                }
                return value;
            }
        };
    }

    static NDArray softmax(NDArray logits) {
        return ProbeScript.probabilities(logits);
    }

    static NDArray sigmoid(NDArray logits) {
        return ProbeScript.independentProbabilities(logits);
    }

    /** Returns the logits (N, C) of vectors (N, D) with weights (C, D + 1) in row-major order. */
    static NDArray logits(NDArray x, double[] weights) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return ProbeScript.logits(
                    x, matrix(scope, weights, (int) x.getShape().get(1) + 1));
        }
    }

    /** Returns weights (C, D + 1) in row-major order as an array. */
    static NDArray matrix(NDManager manager, double[] weights, int columns) {
        float[] values = new float[weights.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights[i];
        }
        return manager.create(values, new Shape(values.length / columns, columns));
    }

    private static NDArray rows(NDArray x, int[] index) {
        try (NDArray rows =
                x.getManager().create(Arrays.stream(index).asLongStream().toArray())) {
            return ProbeScript.rows(x, rows);
        }
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
