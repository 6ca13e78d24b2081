package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A pre-norm transformer block on tokens (B, N, D): {@code x + attention(norm(x))}, then {@code x + mlp(norm(x))}. Each branch can be
 * multiplied by learned factors (LayerScale). In training, each branch is dropped with a given probability, independently for each example,
 * and scaled up otherwise (stochastic depth, Huang et al. 2016).
 */
public final class TransformerBlock extends Layer implements LowRankAdapter.Adaptable {
    /** Initial values of all matrices; biases begin at zero. */
    public static final Initialization WEIGHTS = Initialization.truncatedNormal(0.02);

    private final BlockOptions options;
    private final double dropPath;
    private final LayerNormalization attentionNorm;
    private final Dense queriesKeysValues;
    private final Dense projection;
    private final Parameter attentionScale;
    private final LayerNormalization mlpNorm;
    private final TransformerMlp mlp;
    private final Parameter mlpScale;

    /** @param dropPath probability with which a branch is dropped, in [0, 1) */
    public TransformerBlock(BlockOptions options, double dropPath) {
        this.options = options;
        this.dropPath = dropPath;
        int width = options.width();
        attentionNorm = add("norm1", new LayerNormalization(width, options.epsilon()));
        queriesKeysValues = add(
                "attn.qkv", new Dense(width, 3 * width, WEIGHTS, options.qkvBias() ? Initialization.zeros() : null));
        projection = add("attn.proj", new Dense(width, width, WEIGHTS, Initialization.zeros()));
        attentionScale = scale("ls1.gamma");
        mlpNorm = add("norm2", new LayerNormalization(width, options.epsilon()));
        mlp = add("mlp", new TransformerMlp(width, options.feedForward()));
        mlpScale = scale("ls2.gamma");
    }

    private Parameter scale(String name) {
        return options.layerScale().isPresent()
                ? parameter(name, Parameter.Type.GAMMA, new Shape(options.width()), Initialization.constant((float)
                        options.layerScale().getAsDouble()))
                : null;
    }

    /**
     * Runs the block.
     *
     * @param x tokens (B, N, D)
     * @param attention how they attend to one another
     * @return (B, N, D)
     */
    public NDArray forward(ParameterStore parameters, NDArray x, SelfAttention attention, boolean training) {
        NDArray qkv = apply(queriesKeysValues, parameters, apply(attentionNorm, parameters, x, training), training);
        NDArray attended = apply(projection, parameters, attention.of(qkv, options.heads()), training);
        NDArray middle = x.add(branch(parameters, attended, attentionScale, training));
        NDArray changed = apply(mlp, parameters, apply(mlpNorm, parameters, middle, training), training);
        return middle.add(branch(parameters, changed, mlpScale, training));
    }

    /** Runs the block with attention of every token to every token. */
    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return forward(parameters, x, SelfAttention.full(), training);
    }

    /** Queries, keys and values are thirds of one linear map. */
    @Override
    public List<LowRankAdapter> adapt(LowRankOptions chosen) {
        List<LowRankAdapter> adapters = new ArrayList<>();
        for (LowRankOptions.Target target : new TreeSet<>(chosen.targets())) {
            switch (target) {
                case QUERY -> adapters.add(queriesKeysValues.adapt(chosen, target, 0, 3));
                case KEY -> adapters.add(queriesKeysValues.adapt(chosen, target, 1, 3));
                case VALUE -> adapters.add(queriesKeysValues.adapt(chosen, target, 2, 3));
                case OUTPUT -> adapters.add(projection.adapt(chosen, target, 0, 1));
                case FEED_FORWARD -> adapters.addAll(mlp.adapt(chosen, target));
            }
        }
        return adapters;
    }

    private NDArray branch(ParameterStore parameters, NDArray x, Parameter scale, boolean training) {
        NDArray scaled =
                scale == null ? x : LayersScript.scaled(x, parameters.getValue(scale, x.getDevice(), training));
        if (!training || dropPath == 0) {
            return scaled;
        }
        GeneratorDraws.note();
        return LayersScript.dropPath(scaled, dropPath);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
