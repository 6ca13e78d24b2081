package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.calibrate.TwoGaussians;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Soft targets that replace given labels, some of which may be wrong. As in DivideMix (arXiv 2002.07394, section 3), a mixture of two
 * Gaussians is fitted to the losses of the given labels and yields a probability w that a label is right. The target is w times the given
 * label plus 1 - w times a guess, sharpened. DivideMix lets a second network make the guess, so that no network confirms its own mistakes.
 * Here, the guess is the mean of the classifier's prediction and the posterior of the class Gaussians in the pre-trained space, which does
 * not change during the training.
 */
final class RefinedTargets {
    private static final double MIN_PROBABILITY = 1e-8;

    private final Refinement.Guess options;
    private final float[] posteriors;
    private final int[] given;
    private final boolean[] trusted;
    private final int classes;
    private final NDArray targets;
    private final NDArray round;

    /**
     * Creates targets that are all zero until the first call of {@link #begin}.
     *
     * @param posteriors posteriors of the class Gaussians (N * C), row-major
     * @param given given classes (N)
     * @param trusted whether each given class is known to be right, so that it is the target (N)
     */
    RefinedTargets(Refinement.Guess options, float[] posteriors, int[] given, boolean[] trusted, NDManager manager) {
        this.options = options;
        this.posteriors = posteriors;
        this.given = given;
        this.trusted = trusted;
        classes = posteriors.length / given.length;
        targets = manager.zeros(new Shape(given.length, classes));
        round = manager.create(new float[] {-1});
    }

    /**
     * Computes the targets again if the next round has begun.
     *
     * @param progress fraction of the training that is done, in [0, 1)
     * @param predictions computes the current class probabilities of the classifier (N * C), row-major
     */
    void begin(double progress, Supplier<float[]> predictions) {
        int now = (int) (progress * options.rounds());
        if (now <= Tensors.floats(round)[0]) {
            return;
        }
        float[] guesses = posteriors;
        if (now > 0) {
            guesses = predictions.get();
            for (int i = 0; i < guesses.length; i++) {
                guesses[i] = (guesses[i] + posteriors[i]) / 2;
            }
        }
        float[] refined = of(guesses, given, classes, options);
        for (int i = 0; i < given.length; i++) {
            for (int k = 0; k < classes && trusted[i]; k++) {
                refined[i * classes + k] = k == given[i] ? 1 : 0;
            }
        }
        targets.set(refined);
        round.set(new float[] {now});
    }

    /** Computes targets (N * C) from guesses (N * C), both row-major. */
    static float[] of(float[] guesses, int[] given, int classes, Refinement.Guess options) {
        double[] trust = trust(guesses, given, options);
        float[] targets = new float[guesses.length];
        for (int i = 0; i < given.length; i++) {
            double right = trust[i];
            double sum = 0;
            double[] row = new double[classes];
            for (int k = 0; k < classes; k++) {
                double mixed = (1 - right) * guesses[i * classes + k] + (k == given[i] ? right : 0);
                row[k] = Math.pow(mixed, 1 / options.temperature());
                sum += row[k];
            }
            for (int k = 0; k < classes; k++) {
                targets[i * classes + k] = (float) (row[k] / sum);
            }
        }
        return targets;
    }

    /** Computes the probability that each given label is right (N) from guesses (N * C). It is set to 0 if it is at most the threshold. */
    static double[] trust(float[] guesses, int[] given, Refinement.Guess options) {
        int classes = guesses.length / given.length;
        double[] losses = new double[given.length];
        for (int i = 0; i < given.length; i++) {
            losses[i] = -Math.log(Math.max(guesses[i * classes + given[i]], MIN_PROBABILITY));
        }
        TwoGaussians groups = TwoGaussians.fit(losses);
        return Arrays.stream(losses)
                .map(loss -> loss <= groups.lowMean() ? 1 : groups.low(loss))
                .map(right -> right > options.threshold() ? right : 0)
                .toArray();
    }

    /** Returns the targets (N, C). */
    NDArray targets() {
        return targets;
    }

    /** Returns the arrays that a checkpoint must contain, by name. */
    Map<String, NDArray> state() {
        return Map.of("refined_targets", targets, "refined_round", round);
    }
}
