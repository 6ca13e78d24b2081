package io.winnow.models.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.layer.LowRankOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A post-norm transformer layer (Vaswani et al. 2017): {@code norm(x + attention(x))}, then {@code norm(x + mlp(x))}, from (B, L, D) to (B,
 * L, D).
 */
final class BertLayer extends Layer implements LowRankAdapter.Adaptable {
    private static final List<String> PROJECTIONS =
            List.of("attention.self.query.", "attention.self.key.", "attention.self.value.");

    private static final List<List<String>> WEIGHTS = Stream.of(
                    PROJECTIONS,
                    List.of("attention.output.dense."),
                    List.of("attention.output.LayerNorm."),
                    List.of("intermediate.dense."),
                    List.of("output.dense."),
                    List.of("output.LayerNorm."))
            .flatMap(parts -> Stream.of("weight", "bias")
                    .map(kind -> parts.stream().map(part -> part + kind).toList()))
            .toList();

    private final BertOptions options;
    private final Dense query;
    private final Dense key;
    private final Dense value;
    private final Dense output;
    private final LayerNormalization attentionNorm;
    private final Dense expand;
    private final Dense contract;
    private final LayerNormalization norm;
    private final Dropout dropout;

    BertLayer(BertOptions options) {
        this.options = options;
        int width = options.width();
        query = add("attention.self.query", dense(width, width));
        key = add("attention.self.key", dense(width, width));
        value = add("attention.self.value", dense(width, width));
        output = add("attention.output.dense", dense(width, width));
        attentionNorm = add("attention.output.LayerNorm", new LayerNormalization(width, options.epsilon()));
        expand = add("intermediate.dense", dense(width, options.hidden()));
        contract = add("output.dense", dense(options.hidden(), width));
        norm = add("output.LayerNorm", new LayerNormalization(width, options.epsilon()));
        dropout = add("output.dropout", new Dropout(options.dropout()));
    }

    /** @param mask the positions that are attended to (B, 1, 1, L), or with relative positions what is added to the scores */
    NDArray forward(ParameterStore parameters, NDArray x, NDArray mask, boolean training) {
        NDArray attended = attended(
                apply(query, parameters, x, training),
                apply(key, parameters, x, training),
                apply(value, parameters, x, training),
                mask,
                training ? options.attentionDropout() : 0.0);
        NDArray middle =
                residual(parameters, x, apply(output, parameters, attended, training), attentionNorm, training);
        NDArray hidden = options.activation().of(apply(expand, parameters, middle, training));
        return residual(parameters, middle, apply(contract, parameters, hidden, training), norm, training);
    }

    private NDArray attended(NDArray queries, NDArray keys, NDArray values, NDArray mask, double dropped) {
        return options.places().relative()
                ? Attention.withBias(queries, keys, values, mask, options.heads(), dropped)
                : Attention.masked(queries, keys, values, mask, options.heads(), dropped);
    }

    private NDArray residual(
            ParameterStore parameters, NDArray x, NDArray branch, LayerNormalization after, boolean training) {
        return apply(after, parameters, x.add(apply(dropout, parameters, branch, training)), training);
    }

    /** Runs the layer on inputs without padding, so that every position is attended to. */
    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return forward(parameters, x, BertScript.allSeen(x), training);
    }

    /** Returns the weights that {@link FrozenLayers} takes, in its order: each is the arrays of a list, joined along the first axis. */
    List<NDList> weights(ParameterStore parameters, Device device) {
        ParameterList own = getParameters();
        return WEIGHTS.stream()
                .map(names -> new NDList(names.stream()
                        .map(name -> parameters.getValue(own.get(name), device, false))
                        .toList()))
                .toList();
    }

    @Override
    public List<LowRankAdapter> adapt(LowRankOptions options) {
        List<LowRankAdapter> adapters = new ArrayList<>();
        for (LowRankOptions.Target target : new TreeSet<>(options.targets())) {
            List<Dense> adapted =
                    switch (target) {
                        case QUERY -> List.of(query);
                        case KEY -> List.of(key);
                        case VALUE -> List.of(value);
                        case OUTPUT -> List.of(output);
                        case FEED_FORWARD -> List.of(expand, contract);
                    };
            adapted.forEach(each -> adapters.add(each.adapt(options, target, 0, 1)));
        }
        return adapters;
    }

    private static Dense dense(int in, int out) {
        return new Dense(in, out, BertEncoder.WEIGHTS, Initialization.zeros());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
