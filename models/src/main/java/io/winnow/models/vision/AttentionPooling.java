package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.layer.TransformerBlock;
import io.winnow.models.layer.TransformerMlp;

/**
 * Attention pooling (SigLIP; Zhai et al. 2022, appendix A): a learned query attends to the tokens, which gives y, and the result is {@code y +
 * mlp(norm(y))}. Maps (B, N, D) to (B, D).
 */
final class AttentionPooling extends Layer {
    private final BlockOptions options;
    private final Parameter latent;
    private final Dense query;
    private final Dense key;
    private final Dense value;
    private final Dense projection;
    private final LayerNormalization norm;
    private final TransformerMlp mlp;

    /** @param options form of the network's blocks, which says the width, the heads, the feed-forward layers and the epsilon */
    AttentionPooling(BlockOptions options) {
        this.options = options;
        int width = options.width();
        latent = parameter(
                "latent",
                Parameter.Type.OTHER,
                new Shape(1, 1, width),
                Initialization.truncatedNormal(1 / Math.sqrt(width)));
        query = add("q", dense(width));
        key = add("k", dense(width));
        value = add("v", dense(width));
        projection = add("proj", dense(width));
        norm = add("norm", new LayerNormalization(width, options.epsilon()));
        mlp = add("mlp", new TransformerMlp(width, options.feedForward()));
    }

    private static Dense dense(int width) {
        return new Dense(width, width, TransformerBlock.WEIGHTS, Initialization.zeros());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray probe = Precision.like(parameters.getValue(latent, x.getDevice(), training), x);
        NDArray queries = VitScript.repeated(apply(query, parameters, probe, training), x); // (B, 1, D)
        NDArray attended = Attention.crossed(
                queries, apply(key, parameters, x, training), apply(value, parameters, x, training), options.heads());
        NDArray y = VitScript.firstToken(apply(projection, parameters, attended, training));
        return y.add(apply(mlp, parameters, apply(norm, parameters, y, training), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(2))};
    }
}
