package io.winnow.trainer.predict;

import io.winnow.datasets.image.Image;
import java.io.IOException;

/**
 * One thing to predict for.
 *
 * @param key what the user calls it
 */
public record Item(String key, Source source) {
    /** Reads the image when its turn comes. */
    @FunctionalInterface
    public interface Source {
        Image read() throws IOException;
    }
}
