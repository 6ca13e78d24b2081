package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;

/** The feed-forward layers of a transformer block, applied to each token: (.., D) to (.., D). */
public final class TransformerMlp extends Layer {
    private final FeedForward form;
    private final Dense expand;
    private final Dense contract;

    /** @param width D, the length of a token */
    public TransformerMlp(int width, FeedForward form) {
        this.form = form;
        int expanded = form instanceof FeedForward.SwiGlu ? 2 * form.hidden() : form.hidden();
        expand = add("fc1", new Dense(width, expanded, TransformerBlock.WEIGHTS, Initialization.zeros()));
        contract = add("fc2", new Dense(form.hidden(), width, TransformerBlock.WEIGHTS, Initialization.zeros()));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray expanded = apply(expand, parameters, x, training);
        NDArray hidden = form instanceof FeedForward.Mlp mlp
                ? mlp.activation().of(expanded)
                : ActivationsScript.gatedSilu(expanded);
        return apply(contract, parameters, hidden, training);
    }

    /** Adds low-rank updates to both layers. */
    List<LowRankAdapter> adapt(LowRankOptions options, LowRankOptions.Target target) {
        return List.of(expand.adapt(options, target, 0, 1), contract.adapt(options, target, 0, 1));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
