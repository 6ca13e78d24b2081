package io.winnow.models.row;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Options of an encoder of rows.
 *
 * @param hidden widths of the layers, of which the last is the length of the representation; if there are none, the representation is what
 *     the first layer would take
 * @param dropout probability with which each element of a layer's output is dropped in training, in [0, 1)
 * @param norm normalisation before each activation
 * @param activation activation function of each layer
 */
public record RowNetOptions(List<Integer> hidden, double dropout, Norm norm, Activation activation) {
    /** Normalisation of the output of a layer. */
    public enum Norm {
        /** None. */
        NONE,
        /** Batch normalisation (Ioffe and Szegedy 2015). */
        BATCH,
        /** Layer normalisation (Ba et al. 2016). */
        LAYER
    }

    /** Activation function. */
    public enum Activation {
        RELU,
        GELU;

        NDArray of(NDArray x) {
            return this == RELU
                    ? x.getNDArrayInternal().relu()
                    : x.getNDArrayInternal().gelu();
        }
    }

    public RowNetOptions {
        hidden = List.copyOf(hidden);
        if (hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("The widths of the layers must be at least 1; found " + hidden + ".");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1); found " + dropout + ".");
        }
    }

    /**
     * Length of the representation.
     *
     * @param columns what the encoder takes
     */
    public int dimension(RowNetColumns columns) {
        return hidden.isEmpty() ? columns.embeddedWidth() : hidden.get(hidden.size() - 1);
    }

    /** Builds an encoder with these options, whose parameters are not yet initialised. */
    public RowNet build(RowNetColumns columns) {
        return new RowNet(columns, this);
    }
}
