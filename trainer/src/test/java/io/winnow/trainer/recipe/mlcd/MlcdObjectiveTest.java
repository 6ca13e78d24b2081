package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlcdObjectiveTest {
    @TempDir
    Path folder;

    private static Discriminate options(String more) {
        return new ConfigReader().parse(Discriminate.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        dimension: 8
                        scale: 8
                        margin: 0.1
                        negatives: 0.5
                        augmentation: {min_scale: 1, max_ratio: 1, flip: 0, color_jitter: 0, grayscale: 0, blur: 0}
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of(more.split(" ")));
    }

    /** Example i belongs to centers i and i + 1 of 8, round and round. */
    private static Assignment assignment(int[] examples) {
        int[] nearest = new int[2 * examples.length];
        for (int i = 0; i < examples.length; i++) {
            nearest[2 * i] = i % 8;
            nearest[2 * i + 1] = (i + 1) % 8;
        }
        return new Assignment(8, 2, nearest, examples);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objective=multi_label",
                "objective=multi_label_coupled",
                "objective=single_label",
                "objective=per_slot"
            })
    void theLossFallsAndNothingLeaks(String objectiveOption) throws IOException {
        double[] losses = new double[40];
        int[] alive = new int[40];
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (MlcdObjective objective = new MlcdObjective(
                            options(objectiveOption), data, assignment(data.trainExamples()), Map.of(), manager);
                    Optimizer optimizer =
                            new Optimizer(new OptimizerOptions.Sgd(0.05, 0.9, false, 0), objective.parameters());
                    ImageLoader loader = data.trainLoader(64);
                    ImageLoader.Batches batches = loader.shuffled(1, 0)) {
                for (int step = 0; step < 40; step++) {
                    Autograd.zeroGradient(objective.parameters().values());
                    try (ImageBatch batch = batches.next();
                            NDManager scope = manager.newSubManager()) {
                        try (Autograd.Recording recording = Autograd.record()) {
                            NDArray loss = objective.loss(batch, step, scope);
                            loss.attach(scope);
                            Autograd.backward(loss);
                            losses[step] = loss.getFloat();
                        }
                        try (NDArray gradient = objective.parameters().gradient()) {
                            optimizer.step(gradient, 1);
                        }
                        objective.moved(1);
                    }
                    alive[step] = LiveArrays.below(manager);
                }
            }
        }
        double before = Arrays.stream(losses, 0, 5).average().orElseThrow();
        double after = Arrays.stream(losses, 35, 40).average().orElseThrow();
        // The labels have nothing to do with the images, so only memory lowers the loss; that of equation 4 by the
        // least, 12%.
        assertThat(after).isLessThan(0.95 * before);
        assertThat(alive[39]).isEqualTo(alive[10]);
    }

    @Test
    void warmWeightsAndMeansOfTheirVectors() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Discriminate options = options("head_layers=0");
            Engine.getInstance().setRandomSeed(3);
            try (ImageEncoder encoder = ImageEncoder.random(options.encoder(), data, manager);
                    MlcdObjective objective = new MlcdObjective(
                            options, data, assignment(data.trainExamples()), encoder.weights(manager), manager)) {
                float[] vectors = encoder.embedTrain(data, manager).toFloatArray();
                int dimension = encoder.dimension();
                double[] mean = new double[dimension];
                for (int i = 3; i < 64; i += 8) {
                    double norm = 0;
                    for (int d = 0; d < dimension; d++) {
                        norm += vectors[i * dimension + d] * vectors[i * dimension + d];
                    }
                    for (int d = 0; d < dimension; d++) {
                        mean[d] += vectors[i * dimension + d] / Math.sqrt(norm);
                    }
                }
                double norm = Math.sqrt(Arrays.stream(mean).map(v -> v * v).sum());
                float[] centers = objective.state().get("centers").toFloatArray();
                for (int d = 0; d < dimension; d++) {
                    assertThat((double) centers[3 * dimension + d]).isCloseTo(mean[d] / norm, within(1e-5));
                }
            }
        }
    }

    @Test
    void assignmentsComeBackFromTheirFile() throws IOException {
        int[] examples = {4, 7, 9};
        Assignment assignment = new Assignment(30, 2, new int[] {1, 2, 3, 4, 5, 29}, examples);
        assignment.write(folder.resolve("labels.bin"));
        Assignment back = Assignment.read(folder.resolve("labels.bin"), examples);
        assertThat(back.centers()).isEqualTo(30);
        assertThat(back.of(new int[] {9, 4}, 2)).containsExactly(5, 29, 1, 2);
        assertThat(back.of(new int[] {9, 4}, 1)).containsExactly(5, 1);
    }
}
