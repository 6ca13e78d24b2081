package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** RCAL+: the treatment of given labels that are probably wrong. The paper names this combination but does not specify it. */
@Doc("RCAL+: the treatment of given labels that are probably wrong. Off by default.")
public sealed interface Refinement {
    /**
     * The data that the classifier is trained on.
     *
     * @param images images, with the training examples in use
     * @param first pre-trained representations of these examples (N, D)
     * @param targets targets that replace the given labels, or empty
     */
    record Learned(TaskData images, NDArray first, Optional<RefinedTargets> targets) {}

    /**
     * Returns the data to train on instead of all images with their given labels.
     *
     * @param images images with their given labels
     * @param trusted whether each label is known to be right, and therefore stays (N)
     * @param first pre-trained representations of the training examples in use (N, D)
     * @param posteriors posteriors of the class Gaussians (N * C), row-major
     * @param scope manager to which new arrays are attached
     */
    Learned of(TaskData images, boolean[] trusted, NDArray first, float[] posteriors, NDManager scope);

    /** Returns whether the targets of the classifier are distributions over classes. */
    boolean hasSoftTargets();

    /** Returns how several devices share a batch of the classifier's training. */
    default Sharing sharing() {
        return new Sharing.MeanOfParts();
    }

    /** Replaces given labels by soft targets from the Gaussians and the classifier, see {@link RefinedTargets}. */
    @Kind("guess")
    record Guess(
            @Doc(
                    "Number of times that the soft targets are computed, at regular intervals over the training. The first time they are"
                            + " based on the Gaussians only, and later also on the predictions of the classifier.")
            @Default("6")
            int rounds,

            @Doc("A given label is ignored if its probability of being right is at most this value, in [0, 1).")
            @Default("0.5")
            double threshold,

            @Doc(
                    "Temperature of the targets, which are raised to the power of 1 / temperature. Below 1, it sharpens them.")
            @Default("0.5")
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
        public Learned of(TaskData images, boolean[] trusted, NDArray first, float[] posteriors, NDManager scope) {
            int[] given = GivenClasses.of(images).classes();
            return new Learned(images, first, Optional.of(new RefinedTargets(this, posteriors, given, trusted, scope)));
        }

        @Override
        public boolean hasSoftTargets() {
            return true;
        }

        @Override
        public Sharing sharing() {
            return new Sharing.OneDevice("refine guess needs the predictions for all examples on one device");
        }
    }

    /** Trains the classifier only on the examples whose given label is the most likely one according to the Gaussians. */
    @Kind("leave_out")
    record LeaveOut() implements Refinement {
        @Override
        public Learned of(TaskData images, boolean[] trusted, NDArray first, float[] posteriors, NDManager scope) {
            int[] rows = agreeing(posteriors, GivenClasses.of(images).classes(), trusted);
            NDArray chosen =
                    first.get(scope.create(Arrays.stream(rows).asLongStream().toArray()));
            return new Learned(images.select(rows), chosen, Optional.empty());
        }

        @Override
        public boolean hasSoftTargets() {
            return false;
        }

        /**
         * Returns the examples whose given label (N) is trusted, or the most likely one according to the guesses (N * C), as ascending row
         * numbers. A class without such an example keeps the example with its highest guess, so that no class is left empty.
         */
        static int[] agreeing(float[] guesses, int[] given, boolean[] trusted) {
            int classes = guesses.length / given.length;
            boolean[] keep = new boolean[given.length];
            boolean[] has = new boolean[classes];
            int[] likeliest = new int[classes];
            Arrays.fill(likeliest, -1);
            for (int i = 0; i < given.length; i++) {
                int row = i * classes;
                int label = given[i];
                keep[i] = trusted[i]
                        || IntStream.range(0, classes).allMatch(k -> guesses[row + k] <= guesses[row + label]);
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
