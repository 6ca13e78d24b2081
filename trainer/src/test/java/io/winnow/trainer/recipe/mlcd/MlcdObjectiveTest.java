package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.TeamRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlcdObjectiveTest {
    @TempDir
    Path folder;

    private static Discriminate options(String more) {
        return options(more.split(" "));
    }

    private static Discriminate options(String... more) {
        return Recipes.reader().parse(Discriminate.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        dimension: 8
                        scale: 8
                        margin: 0.1
                        sampling_rate: 0.5
                        augmentation: {kind: image, min_scale: 1, max_ratio: 1, flip: 0, color_jitter: 0, grayscale: 0, blur: 0}
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of(more));
    }

    /** Assigns example i to the centers i and i + 1, modulo 8. */
    private Assignment assignment(int[] examples, NDManager manager) throws IOException {
        float[] vectors = new float[examples.length * 8];
        for (int i = 0; i < examples.length; i++) {
            vectors[8 * i + i % 8] = 1;
            vectors[8 * i + (i + 1) % 8] = 0.5f;
        }
        Path file = folder.resolve("labels.bin");
        try (NDManager scope = manager.newSubManager()) {
            Assignment.write(
                    file,
                    VectorTiles.of(scope.create(vectors, new Shape(examples.length, 8))),
                    scope.eye(8),
                    2,
                    Metric.SPHERICAL);
        }
        return Assignment.open(file, examples);
    }

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
                    MlcdObjective objective = new MlcdObjective(
                            options(objectiveOption), data, assignment, Optional.empty(), Optional.empty(), manager)) {
                // The labels are unrelated to the images, so the loss decreases only by memorisation. It decreases
                // least
                // for equation 4, by 12%.
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
                    MlcdObjective objective = new MlcdObjective(
                            options(start), data, assignment, Optional.empty(), Optional.empty(), manager)) {
                NDArray centers = objective.state().get("centers");
                float all = centers.matMul(centers.transpose()).sum().getFloat();
                return (all - 8) / (8 * 7);
            }
        }
    }

    /** With sharded centers and negatives sampled for the whole batch, loss, gradient and centers are the same as on one device. */
    @ParameterizedTest
    @ValueSource(strings = {"multi_label", "multi_label_coupled", "single_label"})
    void replicasShareTheCenters(String objective) throws IOException {
        Discriminate options =
                options("objective=" + objective, "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        ReplicaRun one = shared(1, Compilation.OFF, options);
        for (int replicas : new int[] {2, 3, 4}) {
            requireShared(shared(replicas, Compilation.OFF, options), replicas, one);
        }
        requireShared(shared(2, Compilation.ON, options), 2, one);
    }

    /** With a shard of the centers at each worker, loss, gradient and centers are the same as of one process that has all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"multi_label", "multi_label_coupled", "single_label"})
    void workersShareTheCenters(String objective) throws IOException {
        Discriminate options =
                options("objective=" + objective, "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        ReplicaRun one = shared(1, Compilation.OFF, options);
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            for (int workers : new int[] {1, 2, 3}) {
                ReplicaRun several = TeamRun.of(
                        workers,
                        16,
                        data,
                        (following, manager) ->
                                new MlcdObjective(options, data, assignment, Optional.empty(), following, manager));
                assertThat(several.state().get("centers.0")).hasSizeLessThanOrEqualTo(8 / workers * 8);
                requireShared(several, workers, one);
            }
        }
    }

    /** Three exchanges for each of two batches, then the gradient: wherever a step is left because a worker was lost, nothing of it remains. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6})
    void aStepThatIsLeftLeavesNothing(int exchange) throws IOException {
        Discriminate options =
                options("objective=multi_label", "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        ReplicaRun one = shared(1, Compilation.OFF, options);
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            ReplicaRun two = TeamRun.of(
                    2,
                    16,
                    data,
                    exchange,
                    (following, manager) ->
                            new MlcdObjective(options, data, assignment, Optional.empty(), following, manager));
            requireShared(two, 2, one);
        }
    }

    @Test
    void centersThatWorkersCannotDivideAreRefused() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), manager);
                MlcdObjective few =
                        new MlcdObjective(options(), data, assignment, Optional.empty(), Optional.empty(), manager);
                MlcdObjective slots = new MlcdObjective(
                        options("objective=per_slot"), data, assignment, Optional.empty(), Optional.empty(), manager)) {
            assertThatThrownBy(() -> few.divide(9, manager))
                    .hasMessageContaining("recipe.cluster.k: must be at least the number of workers, which is 9")
                    .hasMessageContaining("found 8");
            assertThatThrownBy(() -> slots.divide(1, manager))
                    .hasMessageContaining("recipe.discriminate.objective: must not be per_slot");
        }
    }

    /** The embeddings travel in float32 whatever the precision of the network. */
    @Test
    void workersShareTheCentersOfANetworkInBfloat16() throws IOException {
        Discriminate options = options(
                "training.precision=bfloat16", "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        ReplicaRun one = shared(1, Compilation.OFF, options);
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            ReplicaRun two = TeamRun.of(
                    2,
                    16,
                    data,
                    (following, manager) ->
                            new MlcdObjective(options, data, assignment, Optional.empty(), following, manager));
            assertThat(two.losses().get(0)).isCloseTo(one.losses().get(0), within(1e-3f));
            ReplicaRun.requireClose(two.gradients().get(0), one.gradients().get(0), 0.02f);
        }
    }

    /** The same for an encoder whose first layers are frozen, and whose other layers learn at lower rates. */
    @Test
    void replicasShareTheCentersOfAPartlyFrozenEncoder() throws IOException {
        Discriminate options = options(
                "fine_tune={freeze: 1, layer_decay: 0.5}",
                "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}");
        ReplicaRun one = shared(1, Compilation.OFF, options);
        requireShared(shared(2, Compilation.OFF, options), 2, one);
        requireShared(shared(2, Compilation.ON, options), 2, one);
    }

    /** Synchronised batch normalisation gives what a single device gives, also where the devices compute the loss jointly. */
    @Test
    void replicasShareBatchStatistics() throws IOException {
        Discriminate options = options(new String[] {"encoder={kind: resnet, depth: 8, width: 4}"});
        ReplicaRun one = shared(1, Compilation.OFF, options);
        ReplicaRun two = shared(2, Compilation.OFF, true, options);
        requireShared(two, 2, one);
        ReplicaRun.requireClose(two.statistics(), one.statistics(), 1e-6f);
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
            try (MlcdObjective objective =
                            new MlcdObjective(options, data, assignment, Optional.empty(), Optional.empty(), manager);
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

    private static void requireShared(ReplicaRun several, int replicas, ReplicaRun one) {
        several.requireSameAs(one);
        for (String part : List.of("centers", "momentum")) {
            float[] whole = new float[one.state().get(part).length];
            int place = 0;
            for (int shard = 0; shard < replicas; shard++) {
                float[] rows = several.state().get(part + "." + shard);
                System.arraycopy(rows, 0, whole, place, rows.length);
                place += rows.length;
            }
            assertThat(place).isEqualTo(whole.length);
            ReplicaRun.requireClose(whole, one.state().get(part), 1e-5f);
        }
    }

    private ReplicaRun shared(int replicas, Compilation compilation, Discriminate options) throws IOException {
        return shared(replicas, compilation, false, options);
    }

    private ReplicaRun shared(int replicas, Compilation compilation, boolean synchronised, Discriminate options)
            throws IOException {
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            return ReplicaRun.of(
                    replicas,
                    16,
                    compilation,
                    synchronised,
                    data,
                    manager ->
                            new MlcdObjective(options, data, assignment, Optional.empty(), Optional.empty(), manager));
        }
    }

    @Test
    void perSlotSoftmaxCannotBeSharded() {
        assertThat(options("objective=per_slot").sharing().refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("per_slot"));
        assertThat(options("objective=multi_label").sharing()).isEqualTo(new Sharing.Joint());
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
            try (MlcdObjective objective =
                            new MlcdObjective(options, data, assignment, Optional.empty(), Optional.empty(), manager);
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

    @Test
    void assignmentsAreReadAsWritten() throws IOException {
        int[] examples = {4, 7, 9};
        Path file = folder.resolve("labels.bin");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(new float[] {1, 9, 5, 2, 3, -9}, new Shape(3, 2));
            NDArray centers = manager.create(new float[] {0, 9, 4, 1, 5, -9, -3, -3}, new Shape(4, 2));
            Assignment.write(file, VectorTiles.of(vectors), centers, 2, Metric.EUCLIDEAN);
        }
        try (Assignment back = Assignment.open(file, examples)) {
            assertThat(back.centers()).isEqualTo(4);
            assertThat(back.labels()).isEqualTo(2);
            assertThat(back.nearest()).containsExactly(0, 1, 2);
            assertThat(back.of(new int[] {9, 4}, 2)).containsExactly(2, 3, 0, 1);
            assertThat(back.of(new int[] {9, 4}, 1)).containsExactly(2, 0);
        }
        assertThatThrownBy(() -> Assignment.open(file, new int[] {4, 7}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 labels for each of 2 examples");
    }
}
