package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParameterArenaTest {
    private NDManager manager;
    private SequentialBlock block;
    private ParameterArena arena;

    @BeforeEach
    void layOut() {
        manager = NDManager.newBaseManager();
        manager.getEngine().setRandomSeed(5);
        block = new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(BatchNorm.builder().build())
                .add(Activation::tanh)
                .add(Linear.builder().setUnits(2).build());
        block.initialize(manager, DataType.FLOAT32, new Shape(16, 3));
        arena = ParameterArena.adopt(block, ParameterLayout.of(block), manager);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void putsParametersWithWeightDecayFirst() {
        ParameterLayout layout = arena.layout();
        // Two weight matrices decay; two biases, gamma and beta do not.
        assertThat(layout.segments())
                .containsExactly(
                        new ParameterLayout.Segment(0, 3 * 4 + 4 * 2, true, 1),
                        new ParameterLayout.Segment(20, 20 + 4 + 2 + 4 + 4, false, 1));
        assertThat(layout.statisticsSize()).isEqualTo(8);
        assertThat(layout.trainable().stream().map(ParameterLayout.Entry::name)).doesNotHaveDuplicates();
    }

    @Test
    void separatesLearningRateFactors() {
        ParameterLayout layout =
                ParameterLayout.of(fresh(), name -> ParameterLayout.Treatment.rate(name.contains("04") ? 10 : 1));
        assertThat(layout.segments())
                .extracting(ParameterLayout.Segment::learningRateFactor)
                .containsExactly(1.0, 10.0, 1.0, 10.0);
    }

    /** Compares the gradient of the flat buffer with central differences of the loss, one scalar at a time. */
    @Test
    void gathersTheGradientOfEveryParameterInOneArray() {
        NDArray x = manager.randomNormal(new Shape(16, 3));
        try (Autograd.Recording recording = Autograd.record();
                NDManager scope = manager.newSubManager()) {
            Autograd.backward(loss(scope, x));
        }
        float[] gradient = arena.gradient().toFloatArray();
        float[] values = arena.values().toFloatArray();
        float step = 1e-2f;
        for (int i = 0; i < values.length; i++) {
            double above = lossWith(values, i, values[i] + step, x);
            double below = lossWith(values, i, values[i] - step, x);
            assertThat(gradient[i])
                    .as("scalar %d", i)
                    .isCloseTo((float) ((above - below) / (2 * step)), within(2e-2f + Math.abs(gradient[i]) * 1e-2f));
        }
        arena.zeroGradient();
        assertThat(arena.gradient().toFloatArray()).containsOnly(0);
    }

    @Test
    void accumulatesGradientsUntilTheyAreZeroed() {
        NDArray x = manager.randomNormal(new Shape(16, 3));
        backward(x);
        float[] once = arena.gradient().toFloatArray();
        backward(x);
        float[] twice = arena.gradient().toFloatArray();
        for (int i = 0; i < once.length; i++) {
            assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-5f));
        }
    }

    @Test
    void batchNormalisationMovesTheFlatStatistics() {
        float[] before = arena.statistics().toFloatArray();
        backward(manager.randomNormal(new Shape(16, 3)));
        assertThat(arena.statistics().toFloatArray()).doesNotContain(before);
    }

    @Test
    void averagesTowardsAnotherArena() {
        ParameterArena slow = arena.copyTo(Device.cpu(), manager, false);
        float[] before = slow.values().toFloatArray();
        try (Autograd.Recording pause = Autograd.pause()) {
            arena.values().addi(1);
        }
        slow.averageWith(arena, 0.9);
        float[] after = slow.values().toFloatArray();
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isCloseTo(before[i] + 0.1f, within(1e-6f));
        }
    }

    /** Frozen parameters are no part of the trained values, but of what a pass uses, what is saved and what is loaded. */
    @Test
    void frozenParametersAreKeptApart() {
        SequentialBlock own = fresh();
        ParameterLayout layout = ParameterLayout.of(
                own,
                name -> name.contains("04") ? ParameterLayout.Treatment.rate(1) : ParameterLayout.Treatment.FROZEN);
        assertThat(layout.trainableSize()).isEqualTo(4 * 2 + 2);
        assertThat(layout.frozenSize()).isEqualTo(3 * 4 + 4 + 4 + 4);
        assertThat(layout.frozen().stream().map(ParameterLayout.Entry::name)).noneMatch(name -> name.contains("04"));
        ParameterArena some = ParameterArena.adopt(own, layout, manager);
        some.load(arena.named(manager));
        NDArray x = manager.randomNormal(new Shape(16, 3));
        try (NDManager scope = manager.newSubManager()) {
            assertThat(own.forward(some.bind(scope), new NDList(x), false)
                            .singletonOrThrow()
                            .toFloatArray())
                    .containsExactly(block.forward(arena.bind(scope), new NDList(x), false)
                            .singletonOrThrow()
                            .toFloatArray());
        }
        ParameterArena copy = some.copyTo(Device.cpu(), manager, true);
        Map<String, NDArray> named = copy.named(manager);
        arena.named(manager)
                .forEach((name, array) ->
                        assertThat(named.get(name).toFloatArray()).containsExactly(array.toFloatArray()));
        assertThat(named).hasSameSizeAs(arena.named(manager));
    }

    @Test
    void roundTripsByNameAndRefusesWeightsThatDoNotFit() {
        Map<String, NDArray> named = arena.named(manager);
        float[] values = arena.values().toFloatArray();
        try (Autograd.Recording pause = Autograd.pause()) {
            arena.values().muli(3);
        }
        arena.load(named);
        assertThat(arena.values().toFloatArray()).containsExactly(values);

        String first = arena.layout().trainable().get(0).name();
        named.put(first, manager.zeros(new Shape(7)));
        assertThatThrownBy(() -> arena.load(named)).hasMessageContaining(first).hasMessageContaining("(7)");
        named.remove(first);
        assertThatThrownBy(() -> arena.load(named)).hasMessageContaining("lack " + first);
    }

    private SequentialBlock fresh() {
        SequentialBlock other = new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(BatchNorm.builder().build())
                .add(Activation::tanh)
                .add(Linear.builder().setUnits(2).build());
        other.initialize(manager, DataType.FLOAT32, new Shape(16, 3));
        return other;
    }

    private void backward(NDArray x) {
        try (Autograd.Recording recording = Autograd.record();
                NDManager scope = manager.newSubManager()) {
            Autograd.backward(loss(scope, x));
        }
    }

    private NDArray loss(NDManager scope, NDArray x) {
        NDArray in = x.duplicate();
        in.attach(scope);
        return block.forward(arena.bind(scope), new NDList(in), true)
                .singletonOrThrow()
                .square()
                .sum();
    }

    private double lossWith(float[] values, int index, float value, NDArray x) {
        float[] changed = values.clone();
        changed[index] = value;
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            arena.values().set(changed);
            return loss(scope, x).getFloat();
        } finally {
            try (Autograd.Recording pause = Autograd.pause()) {
                arena.values().set(values);
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }
}
