package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.loss.Mixup;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.Recipes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixingTest {
    private static final int BATCH = 6;
    private static final int SIDE = 8;
    private static final int PLANE = SIDE * SIDE;

    private static ClassifierOptions options(String... more) {
        return Recipes.reader().parse(ClassifierOptions.class, "test", """
                encoder: {kind: resnet, depth: 8, width: 4}
                training: {duration: {steps: 1}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.1}}
                """, List.of(more));
    }

    /** Image i has the value i in all pixels, and is of class i. */
    private static NDArray images(NDManager manager) {
        float[] pixels = new float[BATCH * 2 * PLANE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.floorDiv(i, 2 * PLANE);
        }
        return manager.create(pixels, new Shape(BATCH, 2, SIDE, SIDE));
    }

    @Test
    void mixupAloneDrawsAsItAlwaysDid() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = images(manager);
            for (long key = 0; key < 5; key++) {
                Engine.getInstance().setRandomSeed(4);
                NDArray order = manager.create(Arrays.stream(Permutation.of(BATCH, key, BatchStreams.MIXUP_PARTNER))
                        .asLongStream()
                        .toArray());
                NDArray share = Mixup.draw(0.3, manager);
                Engine.getInstance().setRandomSeed(4);
                Mixing mixed = Mixing.of(options("mixup=0.3"), images, key);
                assertThat(mixed.mixtures().orElseThrow().share().toFloatArray())
                        .isEqualTo(share.toFloatArray());
                assertThat(mixed.mixtures().orElseThrow().order().toLongArray()).isEqualTo(order.toLongArray());
                assertThat(mixed.images().toFloatArray())
                        .isEqualTo(Mixup.mix(images, order, share).toFloatArray());
                assertThat(mixed.mixtures().orElseThrow().of(manager.eye(BATCH)).toFloatArray())
                        .isEqualTo(Mixup.mix(manager.eye(BATCH), order, share).toFloatArray());
            }
        }
    }

    /** The target of a mixture has of each class the fraction of pixels that come from an image of the class. */
    @Test
    void targetsOfCutMixAreSharesOfPixels() {
        ClassifierOptions options = options("cutmix=1");
        try (NDManager manager = NDManager.newBaseManager()) {
            double own = 0;
            for (long key = 0; key < 300; key++) {
                Mixing mixed = Mixing.of(options, images(manager), key);
                float[] pixels = mixed.images().toFloatArray();
                float[] expected = new float[BATCH * BATCH];
                for (int i = 0; i < pixels.length; i++) {
                    expected[i / (2 * PLANE) * BATCH + (int) pixels[i]] += 1f / (2 * PLANE);
                }
                assertThat(mixed.mixtures().orElseThrow().of(manager.eye(BATCH)).toFloatArray())
                        .containsExactly(expected, within(1e-5f));
                own += mixed.mixtures().orElseThrow().share().toFloatArray()[0] / 300;
            }
            // 1/2 if no rectangle were cut off at an edge; a good fifth of their area is, and sides are rounded down.
            assertThat(own).isBetween(0.6, 0.8);
        }
    }

    @Test
    void cutMixIsAFunctionOfTheKey() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] first =
                    Mixing.of(options("cutmix=1"), images(manager), 7).images().toFloatArray();
            Engine.getInstance().setRandomSeed(99);
            assertThat(Mixing.of(options("cutmix=1"), images(manager), 7)
                            .images()
                            .toFloatArray())
                    .isEqualTo(first);
        }
    }

    @Test
    void eachBatchIsMixedByOneMethodWithItsProbability() {
        Map<Mixing.Method, Integer> counts = new EnumMap<>(Mixing.Method.class);
        ClassifierOptions options = options("mixup=1", "cutmix=1", "mixing_probability=0.6");
        for (int i = 0; i < 5000; i++) {
            counts.merge(Mixing.Method.draw(options, CounterRandom.of(i, BatchStreams.MIXING)), 1, Integer::sum);
        }
        // Five standard deviations.
        assertThat(counts.get(Mixing.Method.NONE)).isBetween(1827, 2173);
        assertThat(counts.get(Mixing.Method.MIXUP)).isBetween(1338, 1662);
        assertThat(counts.get(Mixing.Method.CUTMIX)).isBetween(1338, 1662);
        assertThat(Mixing.Method.draw(options(), CounterRandom.of(1))).isEqualTo(Mixing.Method.NONE);
        assertThat(Mixing.Method.draw(options("mixup=1"), CounterRandom.of(1))).isEqualTo(Mixing.Method.MIXUP);
        assertThat(Mixing.Method.draw(options("cutmix=1"), CounterRandom.of(1))).isEqualTo(Mixing.Method.CUTMIX);
    }

    @Test
    void cutMixNeedsALossForMixturesAndOneDevice() {
        assertThat(options("cutmix=1").sharing().refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("classify.cutmix"));
        assertThatThrownBy(() -> options("cutmix=1", "loss={kind: elr}"))
                .hasMessageContaining("cutmix: must be 0 with this loss");
        assertThatThrownBy(() -> options("cutmix=-1")).hasMessageContaining("cutmix: must not be negative, found -1");
        assertThatThrownBy(() -> options("mixing_probability=2")).hasMessageContaining("mixing_probability");
    }
}
