package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.text.BertOptions;
import io.winnow.models.vision.VitOptions;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The networks of the training workloads, built of DJL's own blocks. They have no position embeddings and no dropout, but have every
 * operation that is counted.
 */
final class PlainNetworks {
    private PlainNetworks() {}

    /** A residual network for small images (ResNet-20 and its family), followed by a linear layer. */
    static Block residual(int depth, int width, int classes) {
        SequentialBlock network =
                new SequentialBlock().addAll(convolution(3, width, 1), norm(), Activation.reluBlock());
        int in = width;
        for (int stage = 0; stage < 3; stage++) {
            int out = width << stage;
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                Block branch = new SequentialBlock()
                        .addAll(
                                convolution(3, out, stride),
                                norm(),
                                Activation.reluBlock(),
                                convolution(3, out, 1),
                                norm());
                Block shortcut = in == out
                        ? Blocks.identityBlock()
                        : new SequentialBlock().addAll(convolution(1, out, stride), norm());
                network.add(joined(branch, shortcut, (a, b) -> a.add(b))).add(Activation.reluBlock());
                in = out;
            }
        }
        return network.add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Block convolution(int kernel, int filters, int stride) {
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optBias(false)
                .build();
    }

    private static Block norm() {
        return BatchNorm.builder().build();
    }

    private interface Join {
        NDArray of(NDArray a, NDArray b);
    }

    private static Block joined(Block one, Block other, Join join) {
        return new ParallelBlock(
                outputs -> new NDList(join.of(
                        outputs.get(0).singletonOrThrow(), outputs.get(1).singletonOrThrow())),
                List.of(one, other));
    }

    private static Block function(UnaryOperator<NDArray> function) {
        return LambdaBlock.singleton(function);
    }

    /** A Vision Transformer with mean pooling, followed by a linear layer. */
    static Block vit(VitOptions vit, int classes) {
        SequentialBlock network = new SequentialBlock()
                .add(Conv2d.builder()
                        .setKernelShape(
                                new Shape(vit.patches().size(), vit.patches().size()))
                        .setFilters(vit.width())
                        .optStride(new Shape(vit.patches().size(), vit.patches().size()))
                        .build())
                .add(function(
                        x -> x.reshape(x.getShape().get(0), vit.width(), -1).transpose(0, 2, 1)));
        return layers(
                        network,
                        vit.depth(),
                        vit.width(),
                        vit.block().heads(),
                        vit.block().feedForward().hidden())
                .add(Linear.builder().setUnits(classes).build());
    }

    /** A text encoder: token embeddings, the layers of a transformer, and the mean over all tokens. */
    static Block bert(BertOptions bert) {
        SequentialBlock network = new SequentialBlock().add(embedding(bert.vocabulary(), bert.width()));
        return layers(network, bert.layers(), bert.width(), bert.heads(), bert.hidden());
    }

    private static SequentialBlock layers(SequentialBlock network, int depth, int width, int heads, int hidden) {
        for (int layer = 0; layer < depth; layer++) {
            network.add(new TransformerEncoderBlock(width, heads, hidden, 0, Activation::gelu));
        }
        return network.add(function(x -> x.mean(new int[] {1})));
    }

    private static Block embedding(int words, int length) {
        return new IdEmbedding.Builder()
                .setDictionarySize(words)
                .setEmbeddingSize(length)
                .build();
    }

    /** The network of TabSim. */
    static Block table(TableNetOptions size, int words) {
        int vector = 2 * size.state();
        Block captions = new SequentialBlock()
                .add(function(ids -> ids.get(new NDIndex(":, :{}", size.captionWords()))))
                .add(texts(size, words));
        Block cells = new SequentialBlock()
                .add(function(ids ->
                        ids.get(new NDIndex(":, {}:", size.captionWords())).reshape(-1, size.cellWords())))
                .add(texts(size, words))
                .add(function(x -> x.reshape(-1, size.cells(), vector)))
                .add(attention(vector))
                .add(function(x -> x.reshape(-1, (long) size.cells() * vector)))
                .add(Linear.builder().setUnits(size.hidden()).build())
                .add(norm())
                .add(Activation.reluBlock())
                .add(function(x -> x.reshape(-1, size.rows(), size.hidden())))
                .add(attention(size.hidden()))
                .add(function(x -> x.reshape(-1, (long) size.rows() * size.hidden())))
                .add(Linear.builder().setUnits(size.hidden()).build())
                .add(Activation.reluBlock());
        return joined(captions, cells, (a, b) -> NDArrays.concat(new NDList(a, b), 1));
    }

    /**
     * Word embeddings, an LSTM in each direction, and their last outputs. DJL's own bidirectional LSTM cannot be used, because it accepts
     * only inputs of the length for which it was initialised.
     */
    private static Block texts(TableNetOptions size, int words) {
        Block forward = lstm(size);
        Block backward = new SequentialBlock().add(function(x -> x.flip(1))).add(lstm(size));
        return new SequentialBlock()
                .add(embedding(words, size.embedding()))
                .add(joined(forward, backward, (a, b) -> NDArrays.concat(new NDList(a, b), 2)))
                .add(function(x -> x.get(":, -1")));
    }

    private static Block lstm(TableNetOptions size) {
        // DJL's LSTM adds its states to the list of its inputs; the first block makes a list that it may change.
        return new SequentialBlock()
                .add(function(x -> x))
                .add(LSTM.builder().setStateSize(size.state()).setNumLayers(1).build())
                .add(new LambdaBlock(outputs -> new NDList(outputs.get(0))));
    }

    /** Attention: for each position, the mean of all positions, weighted by the softmax of a bilinear score. */
    private static Block attention(int width) {
        return joined(
                Linear.builder().setUnits(width).build(),
                Blocks.identityBlock(),
                (mapped, x) -> mapped.matMul(x.transpose(0, 2, 1)).softmax(2).matMul(x));
    }
}
