package io.winnow.models.row;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoder of rows with learned vectors for categories (Guo and Berkhahn 2016, arXiv 1604.06737): (B, {@link RowNetColumns#width}) to
 * (B, D). The numbers, the vector of each category and the vector of the text are concatenated; a multilayer perceptron follows, each layer
 * of which is linear, normalised, activated and dropped out. The vectors of categories start close to 0, so that one that never occurs in
 * training says almost nothing.
 */
public final class RowNet extends Layer {
    private static final double EMBEDDING_STD = 0.01;
    private static final double EPSILON = 1e-5;

    private final RowNetColumns columns;
    private final RowNetOptions options;
    private final List<Embedding> embeddings = new ArrayList<>();
    private final List<Hidden> layers = new ArrayList<>();

    RowNet(RowNetColumns columns, RowNetOptions options) {
        this.columns = columns;
        this.options = options;
        for (int count : columns.categories()) {
            embeddings.add(add(
                    "category." + embeddings.size(),
                    new Embedding(
                            count,
                            RowNetColumns.embeddingWidth(count),
                            Initialization.truncatedNormal(EMBEDDING_STD))));
        }
        int width = columns.embeddedWidth();
        for (int next : options.hidden()) {
            layers.add(add("layer." + layers.size(), new Hidden(width, next, options)));
            width = next;
        }
    }

    /** One layer of the perceptron, (B, in) to (B, out). */
    private static final class Hidden extends Layer {
        private final RowNetOptions options;
        private final int out;
        private final Dense dense;
        private final Layer norm;
        private final Dropout dropout;

        Hidden(int in, int out, RowNetOptions options) {
            this.options = options;
            this.out = out;
            boolean plain = options.norm() == RowNetOptions.Norm.NONE;
            dense = add("dense", plain ? Dense.standard(in, out) : Dense.withoutBias(in, out));
            norm = switch (options.norm()) {
                case NONE -> null;
                case BATCH -> add("norm", new BatchNormalization(out));
                case LAYER -> add("norm", new LayerNormalization(out, EPSILON));
            };
            dropout = add("dropout", new Dropout(options.dropout()));
        }

        @Override
        protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
            NDArray y = apply(dense, parameters, x, training);
            y = norm == null ? y : apply(norm, parameters, y, training);
            return apply(dropout, parameters, options.activation().of(y), training);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return new Shape[] {new Shape(inputs[0].get(0), out)};
        }
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray rows, boolean training) {
        NDList parts = new NDList();
        int texts = columns.numbers() + embeddings.size();
        if (columns.numbers() > 0) {
            parts.add(slice(rows, 0, columns.numbers()));
        }
        for (int i = 0; i < embeddings.size(); i++) {
            NDArray numbers = rows.get(new NDIndex().addAllDim().addIndices(columns.numbers() + i))
                    .toType(DataType.INT64, false);
            parts.add(apply(embeddings.get(i), parameters, numbers, training));
        }
        if (columns.textWidth() > 0) {
            parts.add(slice(rows, texts, texts + columns.textWidth()));
        }
        NDArray x = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 1);
        for (Hidden layer : layers) {
            x = apply(layer, parameters, x, training);
        }
        return x;
    }

    private static NDArray slice(NDArray rows, int begin, int end) {
        return rows.get(new NDIndex().addAllDim().addSliceDim(begin, end));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension(columns))};
    }
}
