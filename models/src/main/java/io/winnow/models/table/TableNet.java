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
    protected NDArray forward(ParameterStore parameters, NDArray ids, boolean training) {
        int rows = options.rows();
        int cells = options.cells();
        NDArray captions = apply(caption, parameters, TableScript.captionIds(ids, options.captionWords()), training);
        NDArray x = TableScript.cellIds(ids, options.captionWords(), options.cellWords());
        x = apply(cell, parameters, x, training).reshape(-1, cells, 2L * options.state());
        x = apply(rowAttention, parameters, x, training).reshape(-1, cells * 2L * options.state());
        x = apply(rowNorm, parameters, apply(row, parameters, x, training), training)
                .getNDArrayInternal()
                .relu();
        x = apply(tableAttention, parameters, x.reshape(-1, rows, options.hidden()), training);
        x = apply(table, parameters, x.reshape(-1, (long) rows * options.hidden()), training)
                .getNDArrayInternal()
                .relu();
        return NDArrays.concat(new NDList(captions, apply(dropout, parameters, x, training)), 1);
    }

    private static Dense dense(int in, int out) {
        return new Dense(in, out, Initialization.glorotUniform(), Initialization.zeros());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension())};
    }
}
