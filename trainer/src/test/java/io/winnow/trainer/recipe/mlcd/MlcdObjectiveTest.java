package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlcdObjectiveTest extends OnMlcd {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "objective=multi_label",
                "objective=multi_label_coupled",
                "objective=single_label",
                "objective=per_slot"
            })
    void lossDecreasesAndNothingLeaks(String objectiveOption) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (Assignment assignment = assignment(data.trainExamples(), manager);
                    MlcdObjective objective = objective(options(objectiveOption), data, assignment, manager)) {
                // The labels are unrelated to the images, so the loss decreases only by memorisation, and least for
                // equation 4: by 12%.
                TrainingSteps.requireLearning(objective, data, 64, 40, manager);
            }
        }
    }

    /** The outputs of a random head for representations after ReLU point in nearly the same direction; those of a whitened head do not. */
    @Test
    void whitenedHeadSeparatesCenters() throws IOException {
        assertThat(meanCosine("head_start=random")).isGreaterThan(0.5);
        assertThat(meanCosine("head_start=whitened")).isLessThan(0.2);
    }

    private double meanCosine(String start) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (Assignment assignment = assignment(data.trainExamples(), manager);
                    MlcdObjective objective = objective(options(start), data, assignment, manager)) {
                NDArray centers = objective.state().get("centers");
                float all = centers.matMul(centers.transpose()).sum().getFloat();
                return (all - 8) / (8 * 7);
            }
        }
    }

    /** The loss and the gradients of the layers that are trained are those of a training of the whole network. */
    @Test
    void frozenLayersHaveNoGradientAndTheOthersTheirOwn() throws IOException {
        String vit = "encoder={kind: vit, patch_size: 4, width: 12, depth: 2, heads: 3}";
        Map<String, float[]> whole = gradients(options(new String[] {vit}));
        for (String layers : List.of("2", "all")) {
            Map<String, float[]> some =
                    gradients(options(vit, "fine_tune={freeze: " + layers + ", freeze_norms: none}"));
            assertThat(some).hasSizeLessThan(whole.size()).containsKey("head.0.weight");
            some.forEach((name, gradient) -> ReplicaRun.requireClose(gradient, whole.get(name), 2e-5f));
        }
        assertThat(gradients(options(vit, "fine_tune={lora: {rank: 2}}")).keySet())
                .allMatch(name -> name.startsWith("head.") || name.contains(".lora_"));
        assertThatThrownBy(() -> options("head_layers=0", "fine_tune={freeze: all}"))
                .hasMessageContaining("must not freeze all layers without a head");
        assertThatThrownBy(() -> options("head_layers=0", "fine_tune={head_first: {steps: 1}}"))
                .hasMessageContaining("must leave out head_first");
    }

    private Map<String, float[]> gradients(Discriminate options) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), manager);
                ExampleLoader loader = data.trainLoader(16);
                ExampleLoader.Batches batches = loader.shuffled(1, 0);
                ExampleBatch batch = batches.next()) {
            Engine.getInstance().setRandomSeed(3);
            try (MlcdObjective objective = objective(options, data, assignment, manager);
                    NDManager scope = manager.newSubManager()) {
                objective.begin(0);
                try (Autograd.Recording recording = Autograd.record()) {
                    Autograd.backward(objective.loss(batch, 5, 0, scope).mean());
                }
                float[] flat = objective.parameters().gradient().toFloatArray();
                Map<String, float[]> gradients = new HashMap<>();
                objective
                        .parameters()
                        .layout()
                        .trainable()
                        .forEach(entry ->
                                gradients.put(entry.name(), Arrays.copyOfRange(flat, (int) entry.offset(), (int)
                                        (entry.offset() + entry.size()))));
                return gradients;
            }
        }
    }

    @Test
    void warmStartUsesWeightsAndMeansOfVectors() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Discriminate options = options("head_layers=0");
            Engine.getInstance().setRandomSeed(3);
            try (Embedder encoder = Embedder.random(options.encoder(), data.preprocessing(), manager);
                    Assignment assignment = assignment(data.trainExamples(), manager);
                    NDArray embedded = encoder.embed(data, TaskData.Part.TRAIN, manager);
                    MlcdObjective objective = new MlcdObjective(
                            options,
                            data,
                            assignment,
                            Optional.of(new MlcdObjective.Warm(encoder.weights(manager), scope -> embedded)),
                            Optional.empty(),
                            manager)) {
                float[] vectors = embedded.toFloatArray();
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

    /** A deeper network has all blocks of a shallower one; loading only these would leave the rest random. */
    @Test
    void weightsOfAnotherNetworkAreRefused() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Discriminate shallow = options("head_layers=1", "encoder={kind: resnet, depth: 8, width: 4}");
            Discriminate deep = options("head_layers=1", "encoder={kind: resnet, depth: 14, width: 4}");
            try (Embedder encoder = Embedder.random(shallow.encoder(), data.preprocessing(), manager);
                    Assignment assignment = assignment(data.trainExamples(), manager);
                    NDArray embedded = encoder.embed(data, TaskData.Part.TRAIN, manager)) {
                Optional<MlcdObjective.Warm> warm =
                        Optional.of(new MlcdObjective.Warm(encoder.weights(manager), scope -> embedded));
                assertThatThrownBy(() -> new MlcdObjective(deep, data, assignment, warm, Optional.empty(), manager))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("belong to another network")
                        .hasMessageContaining("is missing in the other");
            }
        }
    }

    /** If the gradients of several batches are accumulated, the centers are updated once, with the sum of the gradients. */
    @Test
    void accumulatedBatchesUpdateCentersOnce() throws IOException {
        Discriminate options = options(
                "objective=multi_label",
                "sampling_rate=1",
                "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        float[] whole = centersAfterAStep(options, 1);
        float[] halves = centersAfterAStep(options, 2);
        for (int i = 0; i < whole.length; i++) {
            assertThat(halves[i]).isCloseTo(whole[i], within(1e-5f));
        }
    }

    private float[] centersAfterAStep(Discriminate options, int parts) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), manager);
                ExampleLoader loader = data.trainLoader(16);
                ExampleLoader.Batches batches = loader.shuffled(1, 0)) {
            Engine.getInstance().setRandomSeed(3);
            try (MlcdObjective objective = objective(options, data, assignment, manager);
                    ExampleBatch batch = batches.next();
                    NDManager scope = manager.newSubManager()) {
                for (int part = 0; part < parts; part++) {
                    ExampleBatch own = batch.part(part * 16 / parts, (part + 1) * 16 / parts);
                    try (Autograd.Recording recording = Autograd.record()) {
                        BatchLoss<SampledClassCenters.Sample> loss = objective.loss(own, 5, 0, scope);
                        Autograd.backward(Losses.scaled(loss.mean(), 1.0 / parts));
                        objective.collect(loss.kept());
                    }
                }
                objective.moved(List.of(), 1);
                return objective.state().get("centers").toFloatArray();
            }
        }
    }
}
