package io.winnow.models.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.BidirectionalLstm;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/**
 * The encoder of TabSim (Habibi, Starlinger and Leser 2020, arXiv 2008.10856), which maps a caption and a table of words to one vector.
 * An LSTM encodes each cell; attention over the cells of a row and a dense layer give a vector for the row; attention over the rows and a
 * dense layer give a vector for the table. The result is the vector of the caption followed by that of the table.
 *
 * <p>It maps tables (B, L) to vectors (B, D), or examples of S tables each (B, S, L), such as pairs, to (B, S, D). The latter computes what S
 * passes over one side each compute, batch statistics included, but encodes a text that occurs on several sides once, and in larger products.
 */
final class TableNet extends Layer {
    private static final double EPSILON = 1e-3;

    private final TableNetOptions options;
    private final BidirectionalLstm caption;
    private final BidirectionalLstm cell;
    private final WindowedAttention rowAttention;
    private final Dense row;
    private final BatchNormalization rowNorm;
    private final WindowedAttention tableAttention;
    private final Dense table;
    private final Dropout dropout;

    TableNet(TableNetOptions options, int captionVocabulary, int cellVocabulary) {
        this.options = options;
        int vector = 2 * options.state();
        int hidden = options.hidden();
        caption = add("caption", new BidirectionalLstm(captionVocabulary, options.embedding(), options.state()));
        cell = add("cell", new BidirectionalLstm(cellVocabulary, options.embedding(), options.state()));
        rowAttention = add("row.attention", new WindowedAttention(vector, options.attentionWidth()));
        row = add("row.dense", dense(options.cells() * vector, hidden));
        rowNorm =
                add("row.norm", new BatchNormalization(hidden, Initialization.ones(), EPSILON, options.normMomentum()));
        tableAttention = add("table.attention", new WindowedAttention(hidden, options.attentionWidth()));
        table = add("table.dense", dense(options.rows() * hidden, hidden));
        dropout = add("table.dropout", new Dropout(options.dropout()));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray examples, boolean training) {
        Shape shape = examples.getShape();
        if (shape.dimension() == 2) {
            return vectors(parameters, examples, 1, training);
        }
        NDArray tables = examples.reshape(-1, shape.get(2));
        return vectors(parameters, tables, (int) shape.get(1), training).reshape(-1, shape.get(1), options.dimension());
    }

    /** Maps tables (B * S, L), in which the S sides of an example follow each other, to vectors (B * S, D). */
    private NDArray vectors(ParameterStore parameters, NDArray ids, int sides, boolean training) {
        int rows = options.rows();
        int cells = options.cells();
        NDArray captions = apply(caption, parameters, TableScript.captionIds(ids, options.captionWords()), training);
        NDArray x = TableScript.cellIds(ids, options.captionWords(), options.cellWords());
        x = apply(cell, parameters, x, training).reshape(-1, cells, 2L * options.state());
        x = apply(rowAttention, parameters, x, training).reshape(-1, cells * 2L * options.state());
        x = normalized(parameters, apply(row, parameters, x, training), sides, training)
                .getNDArrayInternal()
                .relu();
        x = apply(tableAttention, parameters, x.reshape(-1, rows, options.hidden()), training);
        x = apply(table, parameters, x.reshape(-1, (long) rows * options.hidden()), training)
                .getNDArrayInternal()
                .relu();
        return NDArrays.concat(new NDList(captions, apply(dropout, parameters, x, training)), 1);
    }

    /** Normalises rows (B * S * R, D) by the statistics of their own side, first those of the first side. */
    private NDArray normalized(ParameterStore parameters, NDArray x, int sides, boolean training) {
        if (sides == 1) {
            return apply(rowNorm, parameters, x, training);
        }
        NDList parts = new NDList();
        for (int side = 0; side < sides; side++) {
            NDArray part = TableSidesScript.rowsOfSide(x, side, sides, options.rows());
            parts.add(apply(rowNorm, parameters, part, training));
        }
        return TableSidesScript.rowsOfAll(parts, options.rows());
    }

    private static Dense dense(int in, int out) {
        return new Dense(in, out, Initialization.glorotUniform(), Initialization.zeros());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0].slice(0, inputs[0].dimension() - 1).add(options.dimension())};
    }
}
