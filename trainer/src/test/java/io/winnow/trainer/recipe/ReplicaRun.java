package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.Replicas;
import io.winnow.trainer.vision.ImageData;
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
 * A few steps of an objective on so many CPU replicas, each of two batches, with what every step gave. Replicas are held to be equal after
 * each.
 *
 * @param losses of each step
 * @param gradients of each step
 * @param state of the first objective at the end, by name
 */
@SuppressWarnings("ArrayRecordComponent") // what was seen; compared with tolerances
public record ReplicaRun(List<Float> losses, List<float[]> gradients, float[] values, Map<String, float[]> state) {
    private static final int STEPS = 3;
    private static final int BATCHES = 2;

    public static ReplicaRun of(
            int replicas, int batchSize, ImageData data, Function<NDManager, Objective<ImageBatch>> make)
            throws IOException {
        List<Float> losses = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        List<Integer> alive = new ArrayList<>();
        Engine.getInstance().setRandomSeed(3);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Objective<ImageBatch> objective = make.apply(manager);
                Replicas<ImageBatch> all = new Replicas<>(objective, Collections.nCopies(replicas, Device.cpu()));
                Optimizer optimizer =
                        new Optimizer(new OptimizerOptions.Sgd(0.05, 0.9, false, 0), objective.parameters());
                ImageLoader loader = data.trainLoader(batchSize);
                ImageLoader.Batches batches = loader.shuffled(1, 0)) {
            assertThat(all.size()).isEqualTo(replicas);
            requireEqual(all);
            for (int step = 0; step < STEPS; step++) {
                try (Replicas<ImageBatch>.Step work = all.begin((double) step / STEPS)) {
                    NDList parts = new NDList();
                    for (int i = 0; i < BATCHES; i++) {
                        try (ImageBatch batch = batches.next()) {
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
            Map<String, float[]> state = new TreeMap<>();
            objective.state().forEach((name, array) -> {
                if (array.getDataType() == DataType.FLOAT32) {
                    state.put(name, array.toFloatArray());
                }
            });
            return new ReplicaRun(
                    losses, gradients, objective.parameters().values().toFloatArray(), state);
        }
    }

    /** To the bit: parameters and running statistics. */
    private static void requireEqual(Replicas<ImageBatch> replicas) {
        assertThat(replicas.all().stream()
                        .map(each -> List.of(
                                checksum(each.parameters().values()),
                                checksum(each.parameters().statistics())))
                        .distinct())
                .hasSize(1);
    }

    private static long checksum(NDArray array) {
        CRC32 sum = new CRC32();
        float[] values = array.toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        sum.update(bytes.array());
        return sum.getValue();
    }

    /** The same loss and gradient at the first step to 1e-6, relative to the largest of the gradient; the same end up to what follows of it. */
    public void requireSameAs(ReplicaRun one) {
        assertThat(losses.get(0)).isCloseTo(one.losses.get(0), within(1e-6f * Math.max(1, one.losses.get(0))));
        requireClose(gradients.get(0), one.gradients.get(0), 1e-6f);
        for (int step = 1; step < STEPS; step++) {
            assertThat(losses.get(step))
                    .isCloseTo(one.losses.get(step), within(1e-5f * Math.max(1, one.losses.get(step))));
            requireClose(gradients.get(step), one.gradients.get(step), 1e-4f);
        }
        requireClose(values, one.values, 1e-5f);
    }

    /** Arrays equal up to a share of the largest number. */
    public static void requireClose(float[] found, float[] wanted, float share) {
        assertThat(found).hasSameSizeAs(wanted);
        float largest = 0;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).isCloseTo(wanted[i], within(share * Math.max(1, largest)));
        }
    }
}
