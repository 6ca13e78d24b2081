package io.winnow.trainer.modality.row;

import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.row.RowNetColumns;
import io.winnow.models.row.RowNetOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Locale;

/** A multilayer perceptron with learned vectors for categories. */
@Kind("row_mlp")
@Doc("A multilayer perceptron of the rows of a table, with a learned vector for each category.")
public record RowEncoderConfig(
        @Doc("Widths of the layers. The last one is the dimension of the representation.") @Default("[256, 128]")
        List<Integer> hidden,

        @Doc("Dropout probability of the elements of each layer's output, in [0, 1).") @Default("0.1")
        double dropout,

        @Doc("Normalisation before each activation: none, batch or layer.") @Default("batch")
        RowNetOptions.Norm norm,

        @Doc("Activation function: relu or gelu.") @Default("relu")
        RowNetOptions.Activation activation)
        implements EncoderConfig {
    /** What the rows of a table are called in sections of data, see {@link DataConfig#unit}. */
    public static final String UNIT = "rows";

    public RowEncoderConfig {
        hidden = List.copyOf(hidden);
        new Checks()
                .that(
                        !hidden.isEmpty() && hidden.stream().allMatch(width -> width > 0),
                        "hidden",
                        "must have at least one width, each at least 1; found " + hidden)
                .below("dropout", dropout, 0, 1)
                .done();
    }

    private RowNetOptions options() {
        return new RowNetOptions(hidden, dropout, norm, activation);
    }

    private static RowNetColumns columns(Preprocessing input) {
        if (input instanceof RowPreprocessing rows) {
            return rows.columns();
        }
        throw new UserException(
                "The encoder row_mlp takes the rows of tables, but the data are not rows. Choose another encoder.");
    }

    @Override
    public int dimension(Preprocessing input) {
        return options().dimension(columns(input));
    }

    @Override
    public Layer build(Preprocessing input) {
        return options().build(columns(input));
    }

    /** The input is rounded to the precision, and it contains numbers of categories, which must stay exact. */
    @Override
    public void checkPrecision(Checks checks, Precision precision, String key) {
        checks.that(
                precision != Precision.BFLOAT16 && precision != Precision.FLOAT16,
                key,
                "must be float32 or auto, which means the same, with the encoder row_mlp, whose input has the numbers of categories, which half precision"
                        + " would round; found " + precision.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Precision automatic() {
        return Precision.FLOAT32;
    }

    @Override
    public void check(Checks checks, DataConfig data, String key) {
        checks.that(
                data instanceof RowDataConfig,
                key,
                "must take " + data.unit() + ", which the data are; found row_mlp, which takes the rows of tables");
    }
}
