package io.winnow.trainer.recipe.mofi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MofiObjectiveTest {
    private static final String ALONE = "contrast={weight: 1}";
    private static final String BOTH = "contrast={weight: 0.3}";

    @TempDir
    Path folder;

    private static LearnOptions options(String... more) {
        return Recipes.reader().parse(LearnOptions.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        dimension: 8
                        classify: {temperature: 0.1, centers: {learning_rate: 0.05}}
                        augmentation: {kind: image, min_scale: 1, max_ratio: 1, flip: 0, color_jitter: 0, grayscale: 0, blur: 0}
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of(more));
    }

    private static MofiObjective objective(LearnOptions options, ImageData data, EntityLabels labels, NDManager manager)
            throws IOException {
        Engine.getInstance().setRandomSeed(3);
        Optional<EntityTexts> texts = options.contrast().isPresent()
                ? Optional.of(EntityTexts.of(labels.names(), Optional.empty()))
                : Optional.empty();
        return new MofiObjective(options, data, labels, texts, Map.of(), manager);
    }

    /** Each image is an entity of its own, in pairs: image 2 i and image 2 i + 1 are the same. */
    private static EntityLabels pairs(ImageData data) {
        int examples = data.trainExamples().length;
        return new EntityLabels(
                IntStream.range(0, examples / 2).mapToObj(i -> "thing " + i).toList(),
                IntStream.range(0, examples).mapToObj(i -> new int[] {i / 2}).toArray(int[][]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classify.margin=0.15", "classify.sampled=20", ALONE, BOTH})
    void lossDecreasesAndNothingLeaks(String option) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                MofiObjective objective = objective(options(option), data, pairs(data), manager)) {
            TrainingSteps.requireLearning(objective, data, 16, 30, manager);
        }
    }

    /** The three networks have the same encoder and the same linear layer for images, which are drawn first. */
    @Test
    void bothLossesAreWeighted() throws IOException {
        double classification = loss();
        double contrast = loss(ALONE);
        assertThat(loss(BOTH)).isCloseTo(0.7 * classification + 0.3 * contrast, within(1e-5));
        assertThat(Math.abs(classification - contrast)).isGreaterThan(0.1);
    }

    private double loss(String... more) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                MofiObjective objective = objective(options(more), data, pairs(data), manager);
                ExampleLoader loader = data.trainLoader(16);
                ExampleLoader.Batches batches = loader.shuffled(1, 0);
                ExampleBatch batch = batches.next();
                NDManager scope = manager.newSubManager()) {
            return objective.loss(batch, 5, 0, scope).mean().getFloat();
        }
    }

    /** Of 32 centers, a step with eight of them leaves all others as they are, to the bit. */
    @Test
    void centersThatAreNotSampledStay() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                MofiObjective objective =
                        objective(options("classify.sampled=8", "training.batch_size=4"), data, pairs(data), manager);
                ExampleLoader loader = data.trainLoader(4);
                ExampleLoader.Batches batches = loader.shuffled(1, 0);
                ExampleBatch batch = batches.next();
                NDManager scope = manager.newSubManager()) {
            NDArray centers = objective.state().get("centers");
            float[] before = centers.toFloatArray();
            BatchLoss<Optional<SampledClassCenters.Sample>> loss;
            try (Autograd.Recording recording = Autograd.record()) {
                loss = objective.loss(batch, 5, 0, scope);
                Autograd.backward(loss.mean());
            }
            long[] sampled = loss.kept().orElseThrow().rows().toLongArray();
            objective.collect(loss.kept());
            objective.moved(List.of(loss.kept()), 1);
            float[] after = centers.toFloatArray();
            assertThat(sampled).hasSize(8);
            for (int k = 0; k < 32; k++) {
                int center = k;
                boolean same = Arrays.equals(before, 8 * k, 8 * k + 8, after, 8 * k, 8 * k + 8);
                assertThat(same).isEqualTo(Arrays.stream(sampled).noneMatch(each -> each == center));
            }
        }
    }

    @Test
    void theTemperatureIsLearnedDownToALimit() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                MofiObjective objective =
                        objective(options("contrast={weight: 1, temperature: 0.0101}"), data, pairs(data), manager)) {
            float start = scale(objective, manager);
            boolean[] moved = new boolean[1];
            // A rate that carries the temperature over the limit, were there none.
            TrainingSteps.run(
                    objective, new OptimizerOptions.Sgd(0.5, 0, false, 0), data, 16, 10, manager, (step, loss) -> {
                        float now = scale(objective, manager);
                        assertThat(now).isLessThanOrEqualTo((float) Math.log(100));
                        moved[0] |= now != start;
                    });
            assertThat(moved[0]).isTrue();
        }
    }

    private static float scale(MofiObjective objective, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            return objective.parameters().named(scope).get("head.log_scale").getFloat(0);
        }
    }
}
