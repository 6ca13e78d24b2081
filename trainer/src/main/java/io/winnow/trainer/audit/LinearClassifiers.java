package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.LinearProbe;
import java.util.Arrays;
import java.util.List;

/**
 * Out-of-fold class probabilities of linear classifiers. The first classifier chooses the strength of the regularization for all.
 */
final class LinearClassifiers {
    /** How a classifier is fitted and applied. */
    private interface Model {
        FittedProbe fit(NDArray seen, int[] rows, LinearProbe.Options options);

        float[] probabilities(FittedProbe fitted, NDArray unseen);
    }

    private final NDArray z;
    private final int size;
    private final int classCount;
    private final Folds folds;
    private final Model model;
    private LinearProbe.Options linear;

    private LinearClassifiers(
            NDArray z, int size, int classCount, Folds folds, LinearProbe.Options linear, Model model) {
        this.z = z;
        this.size = size;
        this.classCount = classCount;
        this.folds = folds;
        this.linear = linear;
        this.model = model;
    }

    /**
     * Returns classifiers of examples with one class each.
     *
     * @param z representations (N, D)
     * @param classes given classes (N)
     * @param watcher is told how far the fits are
     */
    static LinearClassifiers ofClasses(
            NDArray z,
            int[] classes,
            int classCount,
            Folds folds,
            LinearProbe.Options linear,
            long seed,
            LinearProbe.Watcher watcher) {
        return new LinearClassifiers(z, classes.length, classCount, folds, linear, new Model() {
            @Override
            public FittedProbe fit(NDArray seen, int[] rows, LinearProbe.Options options) {
                int[] given = Arrays.stream(rows).map(i -> classes[i]).toArray();
                return LinearProbe.fit(seen, given, classCount, options, seed, false, watcher);
            }

            @Override
            public float[] probabilities(FittedProbe fitted, NDArray unseen) {
                return fitted.probabilities(unseen);
            }
        });
    }

    /**
     * Returns classifiers of examples with several classes each, independent for each class.
     *
     * @param z representations (N, D)
     * @param sets given classes (N); unknown pairs of an example and a class are left out
     * @param watcher is told how far the fits are
     */
    static LinearClassifiers ofSets(
            NDArray z,
            ClassSets sets,
            Folds folds,
            LinearProbe.Options linear,
            long seed,
            LinearProbe.Watcher watcher) {
        return new LinearClassifiers(z, sets.size(), sets.classCount(), folds, linear, new Model() {
            @Override
            public FittedProbe fit(NDArray seen, int[] rows, LinearProbe.Options options) {
                return LinearProbe.fit(seen, sets.select(rows), options, seed, watcher);
            }

            @Override
            public float[] probabilities(FittedProbe fitted, NDArray unseen) {
                return fitted.independentProbabilities(unseen);
            }
        });
    }

    /**
     * Returns the probabilities of all examples (N * K), row-major.
     *
     * @param keep which examples classifiers may be fitted to (N)
     */
    double[] probabilities(boolean[] keep) {
        double[] probabilities = new double[Math.multiplyExact(size, classCount)];
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] held = folds.in(fold);
            int[] rest = folds.outside(fold, i -> keep[i]);
            if (held.length == 0) {
                continue;
            }
            try (NDArray seen = pick(rest);
                    FittedProbe fitted = model.fit(seen, rest, linear);
                    NDArray unseen = pick(held)) {
                linear = new LinearProbe.Options(
                        linear.maxIterations(), List.of(fitted.lambda()), linear.validationShare(), linear.tolerance());
                float[] predicted = model.probabilities(fitted, unseen);
                for (int i = 0; i < predicted.length; i++) {
                    probabilities[held[i / classCount] * classCount + i % classCount] = predicted[i];
                }
            }
        }
        return probabilities;
    }

    private NDArray pick(int[] rows) {
        try (NDArray index =
                z.getManager().create(Arrays.stream(rows).asLongStream().toArray())) {
            NDArray picked = AuditScript.rows(z, index);
            picked.attach(z.getManager());
            return picked;
        }
    }
}
