package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.layer.LowRankOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A pre-norm transformer block on tokens (B, N, D): {@code x + attention(norm(x))}, then {@code x + mlp(norm(x))}, where the MLP has a
 * hidden layer of width 4 D with GELU. In training, each branch is dropped with a given probability, independently for each example, and
 * scaled up otherwise (stochastic depth, Huang et al. 2016).
 */
final class TransformerBlock extends Layer implements LowRankAdapter.Adaptable {
    private static final int MLP_RATIO = 4;

    private final LayerNormalization attentionNorm;
    private final Dense queriesKeysValues;
    private final Dense projection;
    private final LayerNormalization mlpNorm;
    private final Dense expand;
    private final Dense contract;
    private final int heads;
    private final double dropPath;

    /**
     * @param width D, the length of a token
     * @param heads number of attention heads; must divide {@code width}
     * @param dropPath probability with which a branch is dropped, in [0, 1)
     */
    TransformerBlock(int width, int heads, double dropPath) {
        this.heads = heads;
        this.dropPath = dropPath;
        attentionNorm = add("norm1", new LayerNormalization(width, VisionTransformer.EPSILON));
        queriesKeysValues = add("attn.qkv", dense(width, 3 * width));
        projection = add("attn.proj", dense(width, width));
        mlpNorm = add("norm2", new LayerNormalization(width, VisionTransformer.EPSILON));
        expand = add("mlp.fc1", dense(width, MLP_RATIO * width));
        contract = add("mlp.fc2", dense(MLP_RATIO * width, width));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray qkv = apply(queriesKeysValues, parameters, apply(attentionNorm, parameters, x, training), training);
        NDArray attended = apply(projection, parameters, Attention.packed(qkv, heads), training);
        NDArray middle = x.add(dropPath(attended, training));
        NDArray hidden =
                VitScript.gelu(apply(expand, parameters, apply(mlpNorm, parameters, middle, training), training));
        return middle.add(dropPath(apply(contract, parameters, hidden, training), training));
    }

    private NDArray dropPath(NDArray branch, boolean training) {
        return training && dropPath > 0 ? VitScript.dropPath(branch, dropPath) : branch;
    }

    /** Queries, keys and values are thirds of one linear map. */
    @Override
    public List<LowRankAdapter> adapt(LowRankOptions options) {
        List<LowRankAdapter> adapters = new ArrayList<>();
        for (LowRankOptions.Target target : new TreeSet<>(options.targets())) {
            switch (target) {
                case QUERY -> adapters.add(queriesKeysValues.adapt(options, target, 0, 3));
                case KEY -> adapters.add(queriesKeysValues.adapt(options, target, 1, 3));
                case VALUE -> adapters.add(queriesKeysValues.adapt(options, target, 2, 3));
                case OUTPUT -> adapters.add(projection.adapt(options, target, 0, 1));
                case FEED_FORWARD -> {
                    adapters.add(expand.adapt(options, target, 0, 1));
                    adapters.add(contract.adapt(options, target, 0, 1));
                }
            }
        }
        return adapters;
    }

    private static Dense dense(int in, int out) {
        return new Dense(in, out, VisionTransformer.WEIGHTS, Initialization.zeros());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
