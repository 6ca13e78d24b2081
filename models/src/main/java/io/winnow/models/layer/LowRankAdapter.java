package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.FlopCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The update of some outputs of a linear map by low-rank adaptation: (.., in) to (.., rows), {@code alpha / rank B A x}. B starts at zero, so
 * that the map is at first the adapted one; A starts like the weight of a linear layer.
 */
public final class LowRankAdapter extends Layer {
    private static final String NAME = "lora_";
    private static final String A = ".a";
    private static final String B = ".b";
    private static final String SCALE = ".scale";
    private static final String ROW = ".first_row";

    private final Parameter a;
    private final Parameter b;
    private final Dropout dropout;
    private final double scale;
    private final int rows;
    private final int firstRow;
    private final int allRows;

    /**
     * Creates the update of the outputs [firstRow, firstRow + rows) of a map.
     *
     * @param in number of inputs of the map
     * @param allRows number of its outputs
     */
    LowRankAdapter(LowRankOptions options, int in, int firstRow, int rows, int allRows) {
        this.rows = rows;
        this.firstRow = firstRow;
        this.allRows = allRows;
        scale = options.scale();
        a = parameter(
                A.substring(1),
                Parameter.Type.WEIGHT,
                new Shape(options.rank(), in),
                Initialization.uniform(1 / Math.sqrt(in)));
        b = parameter(B.substring(1), Parameter.Type.WEIGHT, new Shape(rows, options.rank()), Initialization.zeros());
        // Files of weights say by themselves how the update is merged.
        statistic(SCALE.substring(1), Parameter.Type.OTHER, new Shape(1), (float) scale);
        statistic(ROW.substring(1), Parameter.Type.OTHER, new Shape(1), firstRow);
        dropout = add("dropout", new Dropout(options.dropout()));
    }

    /** Returns the name of the adapter of a target within its linear layer. */
    static String name(LowRankOptions.Target target) {
        return NAME + target.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a name is that of a parameter of an adapter. */
    public static boolean owns(String parameter) {
        return parameter.matches("(.*\\.)?" + NAME + "[a-z_]+\\.[^.]+");
    }

    /** Returns the outputs y (.., all rows) of the map for x (.., in) with the update added. */
    NDArray added(ParameterStore parameters, NDArray y, NDArray x, boolean training) {
        NDArray update = apply(this, parameters, x, training);
        return LayersScript.addRows(y, update, firstRow, allRows - firstRow - rows);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        FlopCount.add(2.0
                * x.getShape().size()
                / a.getShape().get(1)
                * (a.getShape().size() + b.getShape().size()));
        return LayersScript.lowRank(
                apply(dropout, parameters, x, training),
                parameters.getValue(a, x.getDevice(), training),
                parameters.getValue(b, x.getDevice(), training),
                scale);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        return new Shape[] {x.slice(0, x.dimension() - 1).add(rows)};
    }

    /**
     * Merges the updates of adapters into the weights that they adapt.
     *
     * @param weights weights of a model by name
     * @return the weights of the model without adapters, {@code W + alpha / rank B A}; the same map if there are no adapters
     */
    public static Map<String, NDArray> merged(Map<String, NDArray> weights) {
        if (weights.keySet().stream().noneMatch(LowRankAdapter::owns)) {
            return weights;
        }
        Map<String, NDArray> merged = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            if (!owns(name)) {
                merged.put(name, array);
            }
        });
        try (Autograd.Recording pause = Autograd.pause()) {
            for (String name : weights.keySet()) {
                if (owns(name) && name.endsWith(A)) {
                    String adapter = name.substring(0, name.length() - A.length());
                    String base = adapter.substring(0, adapter.lastIndexOf('.')) + ".weight";
                    NDArray whole = merged.get(base);
                    NDArray sum = LayersScript.mergedRows(
                            whole,
                            weights.get(name),
                            weights.get(adapter + B),
                            weights.get(adapter + SCALE).getFloat(),
                            Math.round(weights.get(adapter + ROW).getFloat()));
                    sum.attach(whole.getManager());
                    merged.put(base, sum);
                }
            }
        }
        return merged;
    }

    /**
     * Adds adapters to the transformer layers of a network.
     *
     * @return the adapters, which must be initialised if the network is already; empty if the network has no transformer layers
     */
    public static List<LowRankAdapter> adapt(Layer network, LowRankOptions options) {
        List<LowRankAdapter> adapters = new ArrayList<>();
        network.visit(layer -> {
            if (layer instanceof Adaptable adaptable) {
                adapters.addAll(adaptable.adapt(options));
            }
        });
        return adapters;
    }

    /** A transformer layer, whose linear maps can be adapted. */
    public interface Adaptable {
        /** Adds adapters to those linear maps of this layer that the options name, and returns them. */
        List<LowRankAdapter> adapt(LowRankOptions options);
    }
}
