package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.trainer.evaluate.LinearProbe;
import java.util.Arrays;
import java.util.List;

/**
 * Out-of-fold class probabilities of linear classifiers in which all classes have the same total weight. The first classifier chooses the
 * strength of the regularization for all.
 */
final class LinearClassifiers {
    private final NDArray z;
    private final int[] classes;
    private final int classCount;
    private final Folds folds;
    private final long seed;
    private LinearProbe.Options linear;

    /**
     * @param z representations (N, D)
     * @param classes given classes (N)
     */
    LinearClassifiers(NDArray z, int[] classes, int classCount, Folds folds, LinearProbe.Options linear, long seed) {
        this.z = z;
        this.classes = classes;
        this.classCount = classCount;
        this.folds = folds;
        this.linear = linear;
        this.seed = seed;
    }

    /**
     * Returns the probabilities of all examples (N * K), row-major.
     *
     * @param keep which examples classifiers may be fitted to (N)
     */
    double[] probabilities(boolean[] keep) {
        double[] probabilities = new double[Math.multiplyExact(classes.length, classCount)];
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] held = folds.in(fold);
            int[] rest = folds.outside(fold, i -> keep[i]);
            if (held.length == 0) {
                continue;
            }
            int[] given = Arrays.stream(rest).map(i -> classes[i]).toArray();
            try (NDArray seen = pick(rest);
                    LinearProbe.Fitted fitted = LinearProbe.fit(seen, given, classCount, linear, seed, true);
                    NDArray unseen = pick(held)) {
                linear = new LinearProbe.Options(
                        linear.maxIterations(), List.of(fitted.lambda()), linear.validationShare(), linear.tolerance());
                float[] predicted = fitted.probabilities(unseen);
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
