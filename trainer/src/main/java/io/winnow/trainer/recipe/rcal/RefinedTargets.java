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
 * Soft targets in place of given labels that may be wrong. As in DivideMix (arXiv 2002.07394, section 3), two Gaussians on the losses
 * of the given labels give each label a probability w of being right; the target is w times the label and 1 - w times the guess,
 * sharpened. Where DivideMix lets a second network guess, so that none confirms itself, here the class Gaussians of the pre-training's
 * space do, whose posteriors do not change; the guess is the mean of both.
 */
final class RefinedTargets {
    private static final double LEAST = 1e-8;

    private final Refinement.Guess options;
    private final float[] posteriors;
    private final int[] given;
    private final int classes;
    private final NDArray targets;
    private final NDArray round;

    /**
     * Targets that are renewed at the first step.
     *
     * @param posteriors (N * C) row-major, of the Gaussians
     * @param given (N) classes
     */
    RefinedTargets(Refinement.Guess options, float[] posteriors, int[] given, NDManager manager) {
        this.options = options;
        this.posteriors = posteriors;
        this.given = given;
        classes = posteriors.length / given.length;
        targets = manager.zeros(new Shape(given.length, classes));
        round = manager.create(new float[] {-1});
    }

    /**
     * Renews the targets when the next round has come.
     *
     * @param progress in [0, 1)
     * @param predictions (N * C) of the classifier as it is
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
        targets.set(of(guesses, given, classes, options));
        round.set(new float[] {now});
    }

    /** The targets (N * C) that follow from guesses (N * C). */
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

    /** The probability of each given label to be right, from guesses (N * C); 0 where it is at most the threshold. */
    static double[] trust(float[] guesses, int[] given, Refinement.Guess options) {
        int classes = guesses.length / given.length;
        double[] losses = new double[given.length];
        for (int i = 0; i < given.length; i++) {
            losses[i] = -Math.log(Math.max(guesses[i * classes + given[i]], LEAST));
        }
        TwoGaussians groups = TwoGaussians.fit(losses);
        return Arrays.stream(losses)
                .map(loss -> loss <= groups.lowMean() ? 1 : groups.low(loss))
                .map(right -> right > options.threshold() ? right : 0)
                .toArray();
    }

    /** (N, C) */
    NDArray targets() {
        return targets;
    }

    /** What a checkpoint must hold, by name. */
    Map<String, NDArray> state() {
        return Map.of("refined_targets", targets, "refined_round", round);
    }
}
