package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierReplicasTest {
    private static final String VIT = "{kind: vit, patch_size: 4, width: 12, depth: 2, heads: 3}";

    @TempDir
    Path folder;

    private static ClassifierOptions options(String encoder, String... more) {
        return Recipes.reader().parse(ClassifierOptions.class, "test", """
                encoder: %s
                training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(encoder), List.of(more));
    }

    private ReplicaRun run(int replicas, int batchSize, ClassifierOptions options) throws IOException {
        return run(replicas, batchSize, Compilation.OFF, options);
    }

    private ReplicaRun run(int replicas, int batchSize, Compilation compilation, ClassifierOptions options)
            throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            return ReplicaRun.of(
                    replicas,
                    batchSize,
                    compilation,
                    data,
                    manager -> new ClassifierObjective(options, data, Map.of(), manager));
        }
    }

    /** Images are augmented, and their random numbers depend on their position in the whole batch. */
    @ParameterizedTest
    @ValueSource(strings = {"cross_entropy", "ldam", "logit_adjustment"})
    void replicasGiveTheLossAndGradientOfTheWholeBatch(String loss) throws IOException {
        ClassifierOptions options = options(VIT, "loss={kind: " + loss + "}");
        ReplicaRun.requireParity((replicas, compilation) -> run(replicas, 16, compilation, options));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{kind: pad_crop, erasing: {fill: random}}", "{kind: rand_augment}", "{kind: trivial_augment}"})
    void viewsDoNotDependOnTheNumberOfReplicas(String augmentation) throws IOException {
        ClassifierOptions options = options(VIT, "augmentation=" + augmentation);
        run(4, 15, options).requireSameAs(run(1, 15, options));
    }

    @Test
    void partsMayDifferInSize() throws IOException {
        ReplicaRun one = run(1, 15, options(VIT));
        run(4, 15, options(VIT)).requireSameAs(one);
        run(2, 15, Compilation.ON, options(VIT)).requireSameAs(one);
    }

    /**
     * Batch statistics are those of a replica's part of the batch, so gradients differ from those of a single replica. The replicas must
     * still be equal to each other, including their running statistics.
     */
    @Test
    void batchStatisticsAreThoseOfAPart() throws IOException {
        String resNet = "{kind: resnet, depth: 8, width: 4}";
        ReplicaRun one = run(1, 16, options(resNet));
        ReplicaRun two = run(2, 16, options(resNet));
        float largest = 0;
        for (int i = 0; i < one.gradients().get(0).length; i++) {
            largest = Math.max(
                    largest,
                    Math.abs(one.gradients().get(0)[i] - two.gradients().get(0)[i]));
        }
        assertThat(largest).isGreaterThan(1e-4f);
        assertThat(two.losses().get(0))
                .isBetween(0.5f * one.losses().get(0), 2 * one.losses().get(0));
    }

    /**
     * Synchronised batch normalisation uses the statistics of the whole batch, and gradients flow through them to all parts. The oracle is one
     * device, which normalises by PyTorch's own function. Parts of 15 examples differ in size.
     */
    @ParameterizedTest
    @CsvSource({"2, 16", "4, 16", "2, 15"})
    void synchronisedBatchStatisticsAreThoseOfTheWholeBatch(int replicas, int batchSize) throws IOException {
        ClassifierOptions options = options("{kind: resnet, depth: 8, width: 4}");
        ReplicaRun one = run(1, batchSize, options);
        ReplicaRun several = synchronised(replicas, batchSize, options);
        assertThat(several.losses().get(0))
                .isCloseTo(one.losses().get(0), within(1e-6f * one.losses().get(0)));
        ReplicaRun.requireClose(several.gradients().get(0), one.gradients().get(0), 1e-6f);
        ReplicaRun.requireClose(several.statistics(), one.statistics(), 1e-6f);
        several.requireSameAs(one);
    }

    /** Sums of gradients are added in the same order each time, although replicas run in threads. */
    @Test
    void synchronisedReplicasAreReproducible() throws IOException {
        ClassifierOptions options = options("{kind: resnet, depth: 8, width: 4}");
        assertThat(synchronised(3, 15, options).values())
                .containsExactly(synchronised(3, 15, options).values());
    }

    private ReplicaRun synchronised(int replicas, int batchSize, ClassifierOptions options) throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            return ReplicaRun.of(
                    replicas,
                    batchSize,
                    Compilation.OFF,
                    true,
                    data,
                    manager -> new ClassifierObjective(options, data, Map.of(), manager));
        }
    }

    @Test
    void lossesThatDevicesCannotShareAreRefused() throws IOException {
        assertThat(options(VIT, "mixup=1").sharing().refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("mixup"));
        assertThat(options(VIT, "loss={kind: elr}").sharing().refusal()).isPresent();
        assertThat(options(VIT, "loss={kind: cross_entropy, weights: {}}")
                        .sharing()
                        .refusal())
                .isPresent();
        assertThat(options(VIT).sharing()).isEqualTo(new Sharing.MeanOfParts());
        assertThatThrownBy(() -> run(4, 3, options(VIT)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("only 3 examples");
    }
}
