package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.loader.ExampleBatch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes random views of examples, which are the input of an encoder. */
@FunctionalInterface
public interface Views {
    /** The usual kinds of views. */
    enum Strength {
        /** Views in which a classifier can still tell every class. */
        WEAK,
        /** Strongly changed views in which a class can still be told, for consistency training. */
        CHANGED,
        /** Views that share little but the content of the example, for contrastive training. */
        STRONG
    }

    /**
     * Returns one view of each example of a batch, or of a part of it with the same result as for the whole batch.
     *
     * @param examples the examples as they were read (B, ..)
     * @param first position of the first example within the whole batch
     * @param key key of the random draws; equal keys give equal draws
     * @param number number of the view: views of the same examples with different numbers are independent
     * @return (B, ..), attached to the manager of the examples
     */
    NDArray of(NDArray examples, int first, long key, int number);

    /**
     * Returns one view of each example of a batch. Views that were made in advance, such as changed copies of texts whose vectors take long
     * to compute, are found by the indices of the examples.
     *
     * @param batch the batch, or a part of it
     * @param examples its examples as they were read (B, ..)
     * @param key see {@link #of(NDArray, int, long, int)}, like {@code number}
     */
    default NDArray of(ExampleBatch batch, NDArray examples, long key, int number) {
        return of(examples, batch.first(), key, number);
    }

    /**
     * Does what takes long and is done once, if views are made in advance.
     *
     * @param say receives notes for the user
     */
    default void prepare(Consumer<String> say) {}

    /**
     * Returns the part of each example that its view shows, whether it is mirrored or not.
     *
     * @param examples shape of the examples as they were read (B, C, H, W)
     * @param first see {@link #of}, like {@code key} and {@code number}
     * @return (B); empty if the examples are no images, or if a view may move pixels in other ways than by a crop
     */
    default Optional<List<CropBox>> boxes(Shape examples, int first, long key, int number) {
        return Optional.empty();
    }
}
