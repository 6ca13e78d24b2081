package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.DiscoveryHead;
import io.winnow.models.loss.CategoryDiscovery;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The network of SimGCD on vectors, with its weights. */
final class DiscoveryNetwork implements AutoCloseable {
    private static final int BATCH = 4096;
    static final String CLASSES = "classes.weight";

    private final CategoryDiscovery loss;
    private final NDManager manager;
    private final DiscoveryHead head;
    private final ParameterArena parameters;

    /**
     * Creates a network with random weights, drawn with PyTorch's current seed.
     *
     * @param dimension length D of a vector
     * @param classes number of classes K
     */
    DiscoveryNetwork(DiscoveryOptions options, int dimension, int classes, NDManager parent) {
        loss = options.loss(classes);
        manager = parent.newSubManager();
        head = new DiscoveryHead(dimension, classes, options.projection(), options.dropout());
        head.initialize(manager);
        parameters = ParameterArena.adopt(head, ParameterLayout.of(head), manager);
    }

    /** Creates a network with the weights of a training. */
    static DiscoveryNetwork of(DiscoveryOptions options, Map<String, NDArray> weights, NDManager manager) {
        Shape classes = weights.get(CLASSES).getShape();
        DiscoveryNetwork network = new DiscoveryNetwork(options, (int) classes.get(1), (int) classes.get(0), manager);
        network.parameters.load(weights);
        return network;
    }

    CategoryDiscovery loss() {
        return loss;
    }

    DiscoveryHead head() {
        return head;
    }

    ParameterArena parameters() {
        return parameters;
    }

    /**
     * Computes the class probabilities of unit vectors without dropout.
     *
     * @param rows vectors by rows (N, D)
     * @param weights the weights of the network
     * @return (N, K)
     */
    float[][] probabilities(float[][] rows, ParameterArena weights) {
        return computed(rows, weights, loss::probabilities);
    }

    /** Returns the mean over unit vectors of the largest cosine with a class, without dropout. */
    double nearness(float[][] rows, ParameterArena weights) {
        return Arrays.stream(computed(rows, weights, outputs -> CategoryDiscovery.cosines(outputs, loss.classes())))
                .mapToDouble(row -> row[Ranks.largest(row)])
                .average()
                .orElse(0);
    }

    private float[][] computed(float[][] rows, ParameterArena weights, UnaryOperator<NDArray> then) {
        float[][] all = new float[rows.length][];
        for (int from = 0; from < rows.length; from += BATCH) {
            float[][] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = UnitRows.array(some, scope);
                NDArray outputs =
                        head.forward(weights.bind(scope), new NDList(x), false).singletonOrThrow();
                System.arraycopy(Tensors.rows(then.apply(outputs)), 0, all, from, some.length);
            }
        }
        return all;
    }

    @Override
    public void close() {
        manager.close();
    }
}
