package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.evaluate.Temperature;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Out-of-fold class probabilities of a kernel classifier: {@link KernelRidge} of the one-hot classes. It draws curved borders, which a
 * linear classifier cannot.
 */
final class KernelClassifier implements AutoCloseable {
    private final int[] classes;
    private final int classCount;
    private final KernelRidge ridge;

    /**
     * Draws the frequencies.
     *
     * @param z representations (N, D)
     * @param classes given classes (N)
     * @param seed seed of the frequencies
     * @param say receives messages on the progress of long fits
     */
    KernelClassifier(NDArray z, int[] classes, int classCount, Folds folds, long seed, Consumer<String> say) {
        this(z, classes, classCount, folds, seed, Double.NaN, say);
    }

    /** @param ridge strength of the ridge, as a fraction of the number of examples; NaN if the first fit is to choose it */
    KernelClassifier(
            NDArray z, int[] classes, int classCount, Folds folds, long seed, double ridge, Consumer<String> say) {
        this.classes = classes;
        this.classCount = classCount;
        this.ridge = new KernelRidge(z, new OneHot(), folds, seed, ridge, say);
    }

    /** The classes of the examples. */
    private final class OneHot implements KernelRidge.Targets {
        @Override
        public int width() {
            return classCount;
        }

        @Override
        public NDArray of(int[] rows, NDManager scope) {
            NDArray given = scope.create(
                    Arrays.stream(rows).mapToLong(row -> classes[row]).toArray());
            NDArray targets = AuditScript.targets(given, classCount);
            targets.attach(scope);
            return targets;
        }
    }

    /**
     * Returns the probabilities of all examples (N * K), row-major. The first call chooses the ridge for all.
     *
     * @param keep which examples the classifiers may be fitted to (N)
     */
    double[] probabilities(boolean[] keep) {
        double[] scores = scores(keep);
        Temperature.softmax(scores, classes, classCount);
        return scores;
    }

    /** Returns the scores (N * K) of the ridge regressions without the fold of each example. */
    double[] scores(boolean[] keep) {
        return ridge.scores(keep);
    }

    /** Returns the features of rows and a column of ones (B, F). */
    NDArray features(int[] rows, NDManager scope) {
        return ridge.features(rows, scope);
    }

    @Override
    public void close() {
        ridge.close();
    }
}
