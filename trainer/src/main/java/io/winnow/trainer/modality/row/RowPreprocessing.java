package io.winnow.trainer.modality.row;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.row.RowSchema;
import io.winnow.models.row.RowNetColumns;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns a row into one vector: the row as {@link RowSchema#encode} encodes it, followed by the vector of its text, if
 * there are columns of text.
 *
 * @param schema the columns, as the training rows fixed them
 * @param encoder the encoder of the texts; null if there are no columns of text
 * @param textWidth length of the vectors of texts; 0 if there are no columns of text
 */
@Kind("row")
public record RowPreprocessing(RowSchema schema, FrozenEncoder encoder, int textWidth) implements Preprocessing {
    public RowPreprocessing {
        if (schema.hasTexts() != (encoder != null) || schema.hasTexts() != textWidth > 0) {
            throw new IllegalArgumentException(
                    "Rows have an encoder of texts if, and only if, they have columns of text;"
                            + " found the columns " + schema.columns() + ", the encoder " + encoder + " and the width "
                            + textWidth + ".");
        }
    }

    /**
     * Creates the preprocessing of rows with a schema.
     *
     * @param encoder the encoder of the texts, which is not used if there are no columns of text
     */
    public static RowPreprocessing of(RowSchema schema, FrozenEncoder encoder) throws IOException {
        return schema.hasTexts()
                ? new RowPreprocessing(schema, encoder, encoder.dimension())
                : new RowPreprocessing(schema, null, 0);
    }

    /**
     * Factor of the vectors of texts: the elements of a vector of length 1 are small; with it, their mean square is 1, like that of
     * standardised numbers.
     */
    float textScale() {
        return (float) Math.sqrt(textWidth);
    }

    /** What a network is given. */
    public RowNetColumns columns() {
        return new RowNetColumns(schema.numbers(), schema.categories(), textWidth);
    }

    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        return VectorRows.map(rows(items).vectors(), examples, batchSize, manager, function);
    }

    @Override
    public NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return rows(items).served(examples, manager);
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) throws IOException {
        digest.add(Json.line(schema));
        return encoder == null ? digest : encoder.addTo(digest);
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new RowServing(this));
    }

    @Override
    public Optional<Raw> raw() {
        return Optional.of(new Raw("raw_columns", rawWidth(), true));
    }

    private int rawWidth() {
        return schema.numbers()
                + schema.categories().stream().mapToInt(Integer::intValue).sum()
                + textWidth;
    }

    /** Returns rows in which the category numbers are one-hot encoded, so that a linear classifier can take them. */
    @Override
    public NDArray rawVectors(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return map(items, examples, RAW_BATCH, maxCorrupt, manager, this::oneHot);
    }

    /** Numbers of categories are names: a mean of two has no meaning. */
    @Override
    public boolean allowsMixtures() {
        return schema.categories().isEmpty();
    }

    /**
     * Replaces the category numbers of preprocessed rows by their one-hot encoding.
     *
     * @param rows (B, W) with the category numbers in the middle
     * @return (B, D) with the dimension of {@link #raw}
     */
    private NDArray oneHot(NDArray rows) {
        int count = (int) rows.getShape().get(0);
        int numbers = schema.numbers();
        List<Integer> categories = schema.categories();
        int width = columns().width();
        int rawWidth = rawWidth();
        float[] given = rows.toFloatArray();
        float[] raw = new float[count * rawWidth];
        for (int i = 0; i < count; i++) {
            int from = i * width;
            int to = i * rawWidth;
            System.arraycopy(given, from, raw, to, numbers);
            from += numbers;
            to += numbers;
            for (int size : categories) {
                raw[to + (int) given[from]] = 1;
                from++;
                to += size;
            }
            System.arraycopy(given, from, raw, to, textWidth);
        }
        return rows.getManager().create(raw, new Shape(count, rawWidth));
    }

    /** Numbers and vectors of texts are random; the categories take turns. */
    @Override
    public NDArray random(int count, NDManager manager) {
        int width = columns().width();
        List<Integer> categories = schema.categories();
        try (NDArray normal = manager.randomNormal(new Shape(count, width))) {
            float[] values = normal.toFloatArray();
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < categories.size(); c++) {
                    values[i * width + schema.numbers() + c] = i % categories.get(c);
                }
            }
            return manager.create(values, new Shape(count, width));
        }
    }

    @Override
    public RowPreprocessing at(Path run) {
        return encoder == null ? this : new RowPreprocessing(schema, encoder.at(run), textWidth);
    }

    private EncodedRows rows(Dataset<?> items) {
        if (items instanceof EncodedRows rows) {
            return rows;
        }
        throw new UserException(items.name() + " does not consist of rows of a table, but the model takes such rows.");
    }
}
