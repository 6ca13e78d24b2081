package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.models.layer.Layer;
import io.winnow.models.text.TextModel;
import io.winnow.models.torch.Streams;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.table.TokenRules;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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

    /** Takes what the network makes of a batch of texts. Called by several threads at the same time. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes a batch.
         *
         * @param chosen indices of the texts of the batch
         * @param out what the network makes of them, which is closed afterwards
         */
        void take(int[] chosen, NDArray out);
    }

    /**
     * Runs passes over all texts, in batches of similar length; on a CPU in several {@link Streams}.
     *
     * @param rules say how texts are padded
     */
    void each(List<Tokens> tokens, TokenRules rules, Taker taker) {
        List<int[]> batches = TokenLengths.batches(tokens, rules, manager.getDevice());
        Runnable poll = StopSignal.polling();
        IntConsumer pass = number -> {
            poll.run();
            int[] chosen = batches.get(number);
            try (NDManager scope = NDManager.newBaseManager(manager.getDevice())) {
                taker.take(chosen, of(TokenArrays.of(tokens, chosen, rules, scope)));
            }
        };
        if (manager.getDevice().isGpu()) {
            IntStream.range(0, batches.size()).forEach(pass);
        } else {
            Streams.each(batches.size(), pass);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
