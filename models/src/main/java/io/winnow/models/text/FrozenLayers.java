package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Activation;
import java.util.List;

/**
 * The transformer layers of an encoder of the BERT family whose weights do not change any more, on a CPU: without gradients, in one native call,
 * and with weights that have been reordered for oneDNN once instead of in each pass. Results differ from those of {@link BertLayer} in rounding only.
 */
final class FrozenLayers {
    private final BertOptions options;
    private final NDList weights = new NDList();

    /** @param manager manager of the reordered weights */
    FrozenLayers(BertOptions options, List<BertLayer> layers, ParameterStore parameters, NDManager manager) {
        this.options = options;
        for (BertLayer layer : layers) {
            for (NDList parts : layer.weights(parameters, manager.getDevice())) {
                try (NDArray joined = FrozenBertScript.joined(parts)) {
                    weights.add(own(joined, manager));
                }
            }
        }
    }

    private static NDArray own(NDArray joined, NDManager manager) {
        NDArray own = joined.getShape().dimension() == 2 ? FrozenBertScript.packed(joined) : joined.duplicate();
        own.attach(manager);
        return own;
    }

    /**
     * Returns the vectors of tokens after all layers (B, L, D).
     *
     * @param x what enters the first layer (B, L, D)
     * @param seen (B, 1, 1, L), true at tokens
     * @param biases what is added to the scores of attention (B, heads, L, L); empty for nothing
     */
    NDArray of(NDArray x, NDArray seen, NDList biases) {
        return FrozenBertScript.layers(
                x, seen, biases, weights, options.heads(), code(options.activation()), options.epsilon());
    }

    private static int code(Activation activation) {
        return switch (activation) {
            case GELU -> 0;
            case GELU_TANH -> 1;
            case QUICK_GELU -> 2;
            case RELU -> 3;
        };
    }
}
