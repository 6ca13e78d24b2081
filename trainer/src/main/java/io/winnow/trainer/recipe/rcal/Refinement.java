package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.vision.ImageData;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** RCAL+: what becomes of given labels that are probably wrong. The paper names the combination and gives no recipe. */
@Doc("RCAL+: what becomes of given labels that are probably wrong.")
public sealed interface Refinement {
    /**
     * What the classifier learns from.
     *
     * @param first (N, D), representations of the images before the training
     * @param targets in place of the given labels
     */
    record Learned(ImageData images, NDArray first, Optional<RefinedTargets> targets) {}

    /**
     * What the classifier learns from in place of all images with their given labels.
     *
     * @param posteriors (N * C) of the class Gaussians, row-major
     */
    Learned of(ImageData images, NDArray first, float[] posteriors, NDManager scope);

    /** Whether the targets of the classifier are distributions over classes. */
    boolean hasSoftTargets();

    /** Why several devices cannot share the batches; empty when they can. */
    default Optional<String> refusesReplicas() {
        return Optional.empty();
    }

    /** Targets are what the Gaussians and the classifier hold an example for: {@link RefinedTargets}. */
    @Kind("guess")
    record Guess(
            @Doc(
                    "Times that the targets are renewed, evenly over the training. The first time they follow the Gaussians alone.")
            @Default("6")
            int rounds,

            @Doc("A label whose probability to be right is at most this has no say in its example's target.")
            @Default("0.5")
            double threshold,

            @Doc("Targets are raised to the power of one over this, and so sharpened below 1.") @Default("0.5")
            double temperature)
            implements Refinement {
        public Guess {
            new Checks()
                    .atLeast("rounds", rounds, 1)
                    .below("threshold", threshold, 0, 1)
                    .positive("temperature", temperature)
                    .done();
        }

        @Override
        public Learned of(ImageData images, NDArray first, float[] posteriors, NDManager scope) {
            int[] given = GivenClasses.of(images).classes();
            return new Learned(images, first, Optional.of(new RefinedTargets(this, posteriors, given, scope)));
        }

        @Override
        public boolean hasSoftTargets() {
            return true;
        }

        @Override
        public Optional<String> refusesReplicas() {
            return Optional.of("refine looks at all predictions of one device");
        }
    }

    /** The classifier learns from those examples alone whose given label the Gaussians find the likeliest. */
    @Kind("leave_out")
    record LeaveOut() implements Refinement {
        @Override
        public Learned of(ImageData images, NDArray first, float[] posteriors, NDManager scope) {
            int[] rows = agreeing(posteriors, GivenClasses.of(images).classes());
            NDArray chosen =
                    first.get(scope.create(Arrays.stream(rows).asLongStream().toArray()));
            return new Learned(images.select(rows), chosen, Optional.empty());
        }

        @Override
        public boolean hasSoftTargets() {
            return false;
        }

        /**
         * Rows of the given labels (N) that are also the likeliest by the guesses (N * C), ascending. A class of which there would be none
         * has the one that the guesses hold for likeliest.
         */
        static int[] agreeing(float[] guesses, int[] given) {
            int classes = guesses.length / given.length;
            boolean[] keep = new boolean[given.length];
            boolean[] has = new boolean[classes];
            int[] likeliest = new int[classes];
            Arrays.fill(likeliest, -1);
            for (int i = 0; i < given.length; i++) {
                int row = i * classes;
                int label = given[i];
                keep[i] = IntStream.range(0, classes).allMatch(k -> guesses[row + k] <= guesses[row + label]);
                has[label] |= keep[i];
                if (likeliest[label] < 0 || guesses[row + label] > guesses[likeliest[label] * classes + label]) {
                    likeliest[label] = i;
                }
            }
            for (int k = 0; k < classes; k++) {
                if (!has[k] && likeliest[k] >= 0) {
                    keep[likeliest[k]] = true;
                }
            }
            return IntStream.range(0, given.length).filter(i -> keep[i]).toArray();
        }
    }
}
