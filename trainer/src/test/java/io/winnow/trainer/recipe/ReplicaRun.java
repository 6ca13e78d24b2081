package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.Replicas;
import io.winnow.trainer.modality.image.ImageData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * The results of training an objective for a few steps, of two batches each, on some number of CPU replicas. After each step, all replicas
 * must be equal. The reference for all runs, including those with compiled passes, is a run on one replica without compilation.
 *
 * @param losses loss of each step
 * @param gradients gradient of each step
 * @param values parameters of the first objective at the end
 * @param statistics running statistics of the first objective at the end
 * @param state other state of the first objective at the end, by name
 */
@SuppressWarnings("ArrayRecordComponent") // results, which are compared with tolerances only
public record ReplicaRun(
        List<Float> losses, List<float[]> gradients, float[] values, float[] statistics, Map<String, float[]> state) {
    private static final int STEPS = 3;
    private static final int BATCHES = 2;

    /** An array whose values are all smaller than this is practically zero, so comparing it would prove nothing. */
    private static final float TINY = 1e-30f;

    /** Tolerance relative to the largest value, for sums in a different order. */
    private static final float ROUNDING = 1e-5f;

    /** Tolerance relative to the largest value, after steps with gradients that differ by rounding. */
    private static final float FOLLOWING = 1e-4f;

    /**
     * Runs the steps.
     *
     * @param compilation OFF, or ON for passes that are compiled on all replicas
     */
    public static <S> ReplicaRun of(
            int replicas,
            int batchSize,
            Compilation compilation,
            ImageData data,
            Function<NDManager, Objective<ExampleBatch, S>> make)
            throws IOException {
        return of(replicas, batchSize, compilation, false, data, make);
    }

    /** Runs the steps, on several replicas with batch normalisation over the whole batch if it is synchronised. */
    public static <S> ReplicaRun of(
            int replicas,
            int batchSize,
            Compilation compilation,
            boolean synchronised,
            ImageData data,
            Function<NDManager, Objective<ExampleBatch, S>> make)
            throws IOException {
        List<Float> losses = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        List<Integer> alive = new ArrayList<>();
        Engine.getInstance().setRandomSeed(3);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Objective<ExampleBatch, S> objective = make.apply(manager);
                Replicas<ExampleBatch, S> all =
                        new Replicas<>(objective, Collections.nCopies(replicas, Device.cpu()), synchronised);
                Optimizer optimizer =
                        new Optimizer(new OptimizerOptions.Sgd(0.05, 0.9, false, 0), objective.parameters());
                ExampleLoader loader = data.trainLoader(batchSize);
                ExampleLoader.Batches batches = loader.shuffled(1, 0)) {
            assertThat(all.size()).isEqualTo(replicas);
            all.all().stream()
                    .flatMap(each -> each.passes().stream())
                    .forEach(pass -> pass.compile(compilation, false, line -> {}));
            requireEqual(all);
            for (int step = 0; step < STEPS; step++) {
                try (Replicas<ExampleBatch, S>.Step work = all.begin((double) step / STEPS)) {
                    NDList parts = new NDList();
                    for (int i = 0; i < BATCHES; i++) {
                        try (ExampleBatch batch = batches.next()) {
                            parts.add(work.add(batch, 10L * step + i, 1.0 / BATCHES));
                        }
                    }
                    try (NDArray gradient = work.gradient()) {
                        losses.add(Optimizer.measures(parts, gradient)[0]);
                        gradients.add(gradient.toFloatArray());
                        optimizer.step(gradient, 1);
                    }
                    work.moved(1);
                }
                requireEqual(all);
                alive.add(LiveArrays.below(manager));
            }
            assertThat(alive.get(2)).as("live arrays").isEqualTo(alive.get(1));
            assertThat(all.all().stream().flatMap(each -> each.passes().stream()))
                    .isNotEmpty()
                    .allMatch(pass -> pass.isCompiled() == (compilation == Compilation.ON));
            ParameterArena parameters = objective.parameters();
            return new ReplicaRun(
                    losses,
                    gradients,
                    parameters.values().toFloatArray(),
                    parameters.statistics().toFloatArray(),
                    state(objective));
        }
    }

    /** Creates a run on some number of replicas. */
    @FunctionalInterface
    public interface Maker {
        ReplicaRun of(int replicas, Compilation compilation) throws IOException;
    }

    /**
     * Requires that two and four replicas, and two replicas with compiled passes, give the same results as one replica.
     *
     * @param state names of the state that must also be the same at the end
     */
    public static void requireParity(Maker maker, String... state) throws IOException {
        ReplicaRun one = maker.of(1, Compilation.OFF);
        for (ReplicaRun several :
                List.of(maker.of(2, Compilation.OFF), maker.of(4, Compilation.OFF), maker.of(2, Compilation.ON))) {
            several.requireSameAs(one);
            for (String name : state) {
                requireClose(several.state().get(name), one.state().get(name), ROUNDING);
            }
        }
    }

    static Map<String, float[]> state(Objective<ExampleBatch, ?> objective) {
        Map<String, float[]> state = new TreeMap<>();
        objective.state().forEach((name, array) -> {
            if (array.getDataType() == DataType.FLOAT32) {
                state.put(name, array.toFloatArray());
            }
        });
        return state;
    }

    /**
     * Requires that parameters, running statistics and other state of all replicas are bitwise equal to those of the first one. A replica
     * may have only a part of the first one's state.
     */
    private static void requireEqual(Replicas<ExampleBatch, ?> replicas) {
        Map<String, Long> first = checksums(replicas.all().get(0));
        replicas.all().forEach(each -> assertThat(first).containsAllEntriesOf(checksums(each)));
    }

    private static Map<String, Long> checksums(Objective<ExampleBatch, ?> objective) {
        Map<String, Long> sums = new TreeMap<>();
        sums.put("parameters", checksum(objective.parameters().values().toFloatArray()));
        sums.put("statistics", checksum(objective.parameters().statistics().toFloatArray()));
        state(objective).forEach((name, values) -> sums.put(name, checksum(values)));
        return sums;
    }

    private static long checksum(float[] values) {
        CRC32 sum = new CRC32();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        sum.update(bytes.array());
        return sum.getValue();
    }

    /**
     * Requires equal results up to rounding: the loss of the first step to a relative 1e-6, its gradient to 1e-5 of the largest value, and
     * later results to tolerances that account for these differences. A gradient is a mean in which the gradients of single examples, which
     * are about ten times as large, nearly cancel. Sums of float32 in a different order, with rounding errors of 1e-7 of the summands,
     * therefore agree only to about 1e-6 of the gradient.
     */
    public void requireSameAs(ReplicaRun one) {
        assertThat(losses.get(0)).isCloseTo(one.losses.get(0), within(1e-6f * Math.abs(one.losses.get(0))));
        requireClose(gradients.get(0), one.gradients.get(0), ROUNDING);
        for (int step = 1; step < STEPS; step++) {
            assertThat(losses.get(step))
                    .isCloseTo(one.losses.get(step), within(ROUNDING * Math.abs(one.losses.get(step))));
            requireClose(gradients.get(step), one.gradients.get(step), FOLLOWING);
        }
        requireClose(values, one.values, ROUNDING);
    }

    /** Requires that arrays are equal up to a fraction of the largest absolute value, and that they are not all zero. */
    public static void requireClose(float[] found, float[] wanted, float share) {
        assertThat(found).hasSameSizeAs(wanted);
        float largest = 0;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isGreaterThan(TINY);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).isCloseTo(wanted[i], within(share * largest));
        }
    }
}
