package io.winnow.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Compares gradients from automatic differentiation with central differences, in double precision. */
public final class GradientCheck {
    private static final double STEP = 1e-6;
    private static final int SCALARS_PER_LEAF = 6;

    private GradientCheck() {}

    /** Checks the gradients of the input and of every parameter of a block, for the loss sum(output * fixed random weights). */
    public static void block(Block block, NDArray input, boolean training) {
        NDManager manager = input.getManager();
        List<NDArray> leaves = new ArrayList<>();
        leaves.add(input);
        for (Parameter parameter : block.getParameters().values()) {
            if (parameter.requiresGradient()) {
                leaves.add(parameter.getArray());
            }
        }
        NDArray[] weights = new NDArray[1];
        function(leaves, () -> {
            NDArray output = block.forward(new ParameterStore(manager, false), new NDList(input), training)
                    .singletonOrThrow();
            if (weights[0] == null) {
                double[] numbers = new Random(3).doubles(output.size(), -1, 1).toArray();
                weights[0] = manager.create(numbers, output.getShape());
            }
            return output.mul(weights[0]).sum();
        });
    }

    /** Checks the gradients of a loss with respect to a few scalars of each leaf. The leaves must be float64. */
    public static void function(List<NDArray> leaves, Supplier<NDArray> loss) {
        leaves.forEach(leaf -> {
            assertThat(leaf.getDataType()).isEqualTo(DataType.FLOAT64);
            leaf.setRequiresGradient(true);
        });
        try (Autograd.Recording recording = Autograd.record()) {
            Autograd.backward(loss.get());
        }
        Random random = new Random(5);
        try (Autograd.Recording pause = Autograd.pause()) {
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                double[] gradient = leaves.get(leaf).getGradient().toDoubleArray();
                double[] values = leaves.get(leaf).toDoubleArray();
                for (int n = 0; n < Math.min(SCALARS_PER_LEAF, values.length); n++) {
                    int i = random.nextInt(values.length);
                    double above = lossAt(leaves.get(leaf), values, i, STEP, loss);
                    double below = lossAt(leaves.get(leaf), values, i, -STEP, loss);
                    double numeric = (above - below) / (2 * STEP);
                    assertThat(gradient[i])
                            .as("leaf %d, scalar %d", leaf, i)
                            .isCloseTo(numeric, within(1e-6 + 1e-5 * Math.abs(numeric)));
                }
                leaves.get(leaf).set(values);
            }
        }
    }

    private static double lossAt(NDArray leaf, double[] values, int index, double step, Supplier<NDArray> loss) {
        double[] moved = values.clone();
        moved[index] += step;
        leaf.set(moved);
        return loss.get().getDouble();
    }
}
