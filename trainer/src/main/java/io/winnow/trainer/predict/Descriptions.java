package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Shown;
import io.winnow.datasets.source.AttributeTable;
import io.winnow.trainer.describe.AttributeVectors;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What is known of classes besides examples, as vectors.
 *
 * @param labels the classes (K)
 * @param vectors vectors of texts or attributes (K, A), each of length 1
 * @param of what the vectors are of, for messages: {@code text}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record Descriptions(List<String> labels, double[][] vectors, String of) {
    /**
     * Returns the vectors of attributes.
     *
     * @param labels the classes, in the order of the table
     * @param say receives a note on attributes that are left out
     * @throws UserException if the attributes say nothing of a class
     */
    public static Descriptions of(List<String> labels, AttributeTable table, Consumer<String> say) {
        AttributeVectors found = AttributeVectors.of(table.values());
        if (!found.constant().isEmpty()) {
            say.accept("Warning: "
                    + Shown.of(found.constant().stream()
                            .map(table.attributes()::get)
                            .toList())
                    + (found.constant().size() == 1 ? " is" : " are")
                    + " left out of the attributes, because all classes have the same number there, or none.");
        }
        for (int k = 0; k < labels.size(); k++) {
            if (Arrays.stream(found.rows()[k]).allMatch(each -> each == 0)) {
                throw new UserException(
                        "The attributes say nothing of the class '" + labels.get(k)
                                + "': each of its numbers is missing, or the mean of all classes. Add attributes that distinguish it.");
            }
        }
        return new Descriptions(labels, found.rows(), "attributes");
    }

    /** Returns the vectors as an array (K, A) of float32. */
    NDArray array(NDManager manager) {
        float[] flat = new float[vectors.length * vectors[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) vectors[i / vectors[0].length][i % vectors[0].length];
        }
        return manager.create(flat, new Shape(vectors.length, vectors[0].length));
    }

    /**
     * Returns the vectors of some classes, in their order.
     *
     * @throws UserException if two of them are equal
     */
    double[][] of(List<String> order) {
        double[][] rows =
                order.stream().map(label -> vectors[labels.indexOf(label)]).toArray(double[][]::new);
        Map<List<Double>, String> owners = new HashMap<>();
        IntStream.range(0, rows.length).forEach(k -> {
            String other = owners.put(Arrays.stream(rows[k]).boxed().toList(), order.get(k));
            if (other != null) {
                throw new UserException("The classes " + other + " and " + order.get(k) + " have the same " + of
                        + ", so that they cannot be told apart. Give them different ones.");
            }
        });
        return rows;
    }
}
