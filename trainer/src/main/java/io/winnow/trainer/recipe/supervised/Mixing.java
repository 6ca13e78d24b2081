package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.Beta;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.loss.CutMix;
import io.winnow.models.loss.Mixup;
import io.winnow.trainer.recipe.BatchStreams;
import java.util.Arrays;
import java.util.Optional;

/**
 * A batch after mixup or CutMix.
 *
 * @param images images that go through the encoder (B, C, H, W)
 * @param mixtures what was mixed; empty if the batch is as it was
 */
record Mixing(NDArray images, Optional<Mixup.Mixtures> mixtures) {
    /** Which of the two methods mixes a batch. */
    enum Method {
        NONE,
        MIXUP,
        CUTMIX;

        /** Draws the method of a batch; if both are used, each with the same probability. */
        static Method draw(ClassifierOptions options, CounterRandom random) {
            boolean mixed = random.nextBoolean(options.mixingProbability());
            boolean first = random.nextBoolean(0.5);
            if (!mixed || !options.mixes()) {
                return NONE;
            }
            return options.cutmix() == 0 || (options.mixup() > 0 && first) ? MIXUP : CUTMIX;
        }
    }

    /**
     * Mixes a batch as the options say.
     *
     * @param views augmented images (B, C, H, W), and for mixup examples of any kind (B, ..)
     * @param key key of the random draws of the batch
     */
    static Mixing of(ClassifierOptions options, NDArray views, long key) {
        CounterRandom random = CounterRandom.of(key, BatchStreams.MIXING);
        return switch (Method.draw(options, random)) {
            case NONE -> new Mixing(views, Optional.empty());
            case MIXUP -> {
                Mixup.Mixtures mixtures =
                        new Mixup.Mixtures(partners(views, key), Mixup.draw(options.mixup(), views.getManager()));
                yield new Mixing(mixtures.of(views), Optional.of(mixtures));
            }
            case CUTMIX -> {
                NDArray order = partners(views, key);
                int height = (int) views.getShape().get(2);
                int width = (int) views.getShape().get(3);
                double partner = 1 - Beta.draw(options.cutmix(), options.cutmix(), random);
                CutMix.Box box =
                        CutMix.Box.around(random.nextInt(height), random.nextInt(width), partner, height, width);
                NDArray share = views.getManager().create(new float[] {(float) box.share()});
                yield new Mixing(CutMix.paste(views, order, box), Optional.of(new Mixup.Mixtures(order, share)));
            }
        };
    }

    private static NDArray partners(NDArray views, long key) {
        NDManager manager = views.getManager();
        int batch = (int) views.getShape().get(0);
        return manager.create(Arrays.stream(Permutation.of(batch, key, BatchStreams.MIXUP_PARTNER))
                .asLongStream()
                .toArray());
    }
}
