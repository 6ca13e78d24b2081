package io.winnow.trainer.recipe.moco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.States;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.TeamRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MocoObjectiveTest {
    private static final MocoOptions OPTIONS = Recipes.reader().parse(MocoOptions.class, "test", """
                    encoder: {kind: resnet, depth: 8, width: 4}
                    dimension: 8
                    queue: 48
                    momentum: 0.75
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                    """, List.of());

    @TempDir
    Path folder;

    /** Trains for some steps and calls {@code seen} after each of them. */
    private void train(int steps, Seen seen) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (MocoObjective objective = new MocoObjective(OPTIONS, data, manager)) {
                seen.after(-1, objective, manager);
                TrainingSteps.run(
                        objective,
                        new OptimizerOptions.Sgd(0.1, 0, false, 0),
                        data,
                        16,
                        steps,
                        manager,
                        (step, loss) -> seen.after(step, objective, manager));
            }
        }
    }

    private interface Seen {
        void after(int step, MocoObjective objective, NDManager manager);
    }

    @Test
    void queueIsARingOfUnitKeys() throws IOException {
        float[][] queues = new float[5][];
        train(4, (step, objective, manager) -> {
            queues[step + 1] = objective.state().get("queue").toFloatArray();
            assertThat(objective.state().get("position").toLongArray()).containsExactly((step + 1) * 16 % 48);
        });
        for (int step = 0; step < 4; step++) {
            for (int row = 0; row < 48; row++) {
                boolean written = row / 16 == step % 3;
                double square = 0;
                boolean same = true;
                for (int d = 0; d < 8; d++) {
                    float now = queues[step + 1][row * 8 + d];
                    square += now * now;
                    same &= now == queues[step][row * 8 + d];
                }
                assertThat(same).as("row %s in step %s", row, step).isEqualTo(!written);
                assertThat(square).isCloseTo(1, within(1e-5));
            }
        }
    }

    /** All replicas share one queue, which contains the keys of all of them in the order of the batch. */
    @Test
    void replicasShareTheQueue() throws IOException {
        MocoOptions options = Recipes.reader().parse(MocoOptions.class, "test", """
                        encoder: {kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}
                        dimension: 8
                        queue: 48
                        momentum: 0.75
                        key_groups: 2
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of());
        ReplicaRun.requireParity(
                (replicas, compilation) -> replicated(replicas, compilation, options), "queue", "key_values");
    }

    /** The keys of all workers enter the queue of each in the order of the batch, so that all have the queue of one process. */
    @Test
    void workersShareTheQueue() throws IOException {
        MocoOptions options = vit("key_groups=2");
        ReplicaRun one = replicated(1, Compilation.OFF, options);
        try (ImageData data = TestData.open(TestData.write(folder))) {
            for (int workers : new int[] {2, 3}) {
                ReplicaRun several = TeamRun.of(
                        workers, 16, data, (following, manager) -> new MocoObjective(options, data, manager));
                several.requireSameAs(one);
                for (int worker = 0; worker < workers; worker++) {
                    for (String name : List.of("queue", "key_values")) {
                        ReplicaRun.requireClose(
                                several.state().get(name + "." + worker),
                                one.state().get(name),
                                1e-5f);
                    }
                }
            }
        }
    }

    /** The same for an encoder whose first layers are frozen, and whose other layers learn at lower rates. */
    @Test
    void replicasShareTheQueueOfAPartlyFrozenEncoder() throws IOException {
        ReplicaRun.requireParity(
                (replicas, compilation) -> replicated(
                        replicas, compilation, vit("fine_tune={freeze: 1, layer_decay: 0.5}", "key_groups=2")),
                "queue",
                "key_values");
    }

    private static MocoOptions vit(String... more) {
        return Recipes.reader().parse(MocoOptions.class, "test", """
                        encoder: {kind: vit, patch_size: 4, width: 12, depth: 2, heads: 3}
                        dimension: 8
                        queue: 48
                        momentum: 0.75
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of(more));
    }

    /** The first step of a partly frozen encoder moves the layers that are trained as that of a whole one does, and no others. */
    @Test
    void frozenLayersStayAndOthersMoveAsInAWholeTraining() throws IOException {
        Map<String, float[]> start = trained(vit(), 0);
        Map<String, float[]> whole = trained(vit(), 1);
        Map<String, float[]> partly = trained(vit("fine_tune={freeze: 2, freeze_norms: none}"), 1);
        Map<String, float[]> head = trained(vit("fine_tune={freeze: all, freeze_norms: none}"), 1);
        Map<String, float[]> adapted = trained(vit("fine_tune={lora: {rank: 2}}"), 1);
        start.forEach((name, before) -> {
            boolean late = name.startsWith("head.") || name.startsWith("encoder.blocks.1.") || name.contains("norm.");
            boolean last = late && !name.startsWith("encoder.blocks.0.");
            requireClose(partly.get(name), (last ? whole : start).get(name));
            requireClose(head.get(name), (name.startsWith("head.") ? whole : start).get(name));
            if (!name.startsWith("head.")) {
                assertThat(adapted.get(name)).as(name).containsExactly(before);
            }
        });
        assertThat(adapted.keySet()).anyMatch(name -> name.matches("encoder\\.blocks\\..*lora_query\\.b"));
        // B starts at 0, so that it moves first.
        adapted.forEach((name, values) -> {
            if (name.endsWith("lora_query.b")) {
                assertThat(values).isNotEqualTo(new float[values.length]);
            }
        });
    }

    private static void requireClose(float[] found, float[] wanted) {
        assertThat(found).containsExactly(wanted, within(1e-6f));
    }

    private Map<String, float[]> trained(MocoOptions options, int steps) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (MocoObjective objective = new MocoObjective(options, data, manager)) {
                TrainingSteps.run(
                        objective,
                        new OptimizerOptions.Sgd(0.1, 0, false, 0),
                        data,
                        16,
                        steps,
                        manager,
                        (step, loss) -> {});
                Map<String, float[]> named = new HashMap<>();
                objective.parameters().named(manager).forEach((name, array) -> named.put(name, array.toFloatArray()));
                return named;
            }
        }
    }

    private ReplicaRun replicated(int replicas, Compilation compilation, MocoOptions options) throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            return ReplicaRun.of(replicas, 16, compilation, data, manager -> new MocoObjective(options, data, manager));
        }
    }

    /**
     * Batch statistics are those of a replica's part of the batch, and of smaller groups of keys, so gradients differ from those of a
     * single replica. The replicas must still be equal to each other after each step, including the running statistics of both networks.
     */
    @ParameterizedTest
    @EnumSource(
            value = Compilation.class,
            names = {"OFF", "ON"})
    void replicasNormaliseTheirPartsAndStayEqual(Compilation compilation) throws IOException {
        ReplicaRun one = replicated(1, Compilation.OFF, OPTIONS);
        ReplicaRun two = replicated(2, compilation, OPTIONS);
        assertThat(two.losses()).allMatch(Float::isFinite);
        assertThat(two.losses().get(0))
                .isBetween(0.5f * one.losses().get(0), 2 * one.losses().get(0));
        float apart = 0;
        float largest = 0;
        for (int i = 0; i < one.gradients().get(0).length; i++) {
            float gradient = one.gradients().get(0)[i];
            largest = Math.max(largest, Math.abs(gradient));
            apart = Math.max(apart, Math.abs(two.gradients().get(0)[i] - gradient));
        }
        assertThat(apart).isGreaterThan(1e-3f * largest);
        assertThat(two.state()).containsKey("key_statistics");
        // Running means start at 0, and running variances at 1.
        for (float statistic : two.state().get("key_statistics")) {
            assertThat(statistic).isFinite().isNotIn(0f, 1f);
        }
    }

    @Test
    void keyEncoderIsAMovingAverage() throws IOException {
        float[][] keys = new float[2][];
        float[][] queries = new float[2][];
        train(1, (step, objective, manager) -> {
            keys[step + 1] = objective.state().get("key_values").toFloatArray();
            queries[step + 1] = objective.parameters().values().toFloatArray();
        });
        assertThat(keys[0]).containsExactly(queries[0]);
        double moved = 0;
        for (int i = 0; i < keys[0].length; i++) {
            assertThat(keys[1][i]).isCloseTo(0.75f * keys[0][i] + 0.25f * queries[1][i], within(1e-6f));
            moved += Math.abs(keys[1][i] - keys[0][i]);
        }
        assertThat(moved).isPositive();
    }

    /** As after a resume: batch normalisation must write to the arrays into which the saved values were copied. */
    @Test
    void loadedKeyEncoderUpdatesItsRunningStatistics() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                MocoObjective objective = new MocoObjective(OPTIONS, data, manager);
                ExampleLoader loader = data.trainLoader(16);
                ExampleLoader.Batches batches = loader.shuffled(1, 0);
                ExampleBatch batch = batches.next();
                NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> saved = new HashMap<>();
            objective.state().forEach((name, array) -> saved.put(name, array.duplicate()));
            States.copy(saved, objective.state(), "objective");
            objective.loss(batch, 0, 0, scope);
            assertThat(objective.state().get("key_statistics").toFloatArray())
                    .isNotEqualTo(saved.get("key_statistics").toFloatArray());
        }
    }

    @Test
    void numberOfLiveArraysStaysConstant() throws IOException {
        int[] alive = new int[31];
        train(30, (step, objective, manager) -> alive[step + 1] = LiveArrays.below(manager));
        assertThat(alive[30]).isEqualTo(alive[10]);
    }
}
