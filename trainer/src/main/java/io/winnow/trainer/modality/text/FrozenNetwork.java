package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.text.TextModel;
import java.io.IOException;

/**
 * The network of a frozen encoder with its weights, prepared for many passes without gradients.
 *
 * @param manager manager of its weights, which are closed with this
 */
record FrozenNetwork(Layer network, NDManager manager) implements AutoCloseable {
    /** Creates a network with its weights. */
    @FunctionalInterface
    interface Source {
        Layer load(NDManager manager) throws IOException;
    }

    static FrozenNetwork of(Source source, NDManager manager) throws IOException {
        try {
            Layer network = source.load(manager);
            TextModel.freeze(network, manager);
            return new FrozenNetwork(network, manager);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Runs a pass.
     *
     * @param texts token and segment ids (B, 2, L)
     * @return what the network makes of them, attached to the manager of the texts
     */
    NDArray of(NDArray texts) {
        return network.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), false)
                .singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
    }
}
