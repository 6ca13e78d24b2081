package io.winnow.trainer.predict;

import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import java.io.IOException;

/**
 * The output of a model for an item.
 *
 * @param key key of the item
 * @param output the output (D)
 * @param batch the items that were computed together
 * @param row position of the item in the batch
 * @param preview returns what a list or a page shows of the item
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record Prediction(String key, float[] output, ItemReader.Collected batch, int row, Shown preview) {
    /** Makes a preview when it is needed. */
    @FunctionalInterface
    public interface Shown {
        Preview make() throws IOException;
    }
}
