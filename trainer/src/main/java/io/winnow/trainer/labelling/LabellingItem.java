package io.winnow.trainer.labelling;

import java.util.Optional;

/**
 * An item that a person is to label.
 *
 * @param id key of the item, by which its answers are joined
 * @param file path of its file as the tool finds it below the folder of the data; empty if the item has none
 * @param text its text; empty for an image
 * @param guess what a model takes it for; empty if people should not see it, or if there is no model
 */
public record LabellingItem(String id, Optional<String> file, Optional<String> text, Optional<Guess> guess) {
    /**
     * The class that a model takes an item for.
     *
     * @param probability its probability, in [0, 1]
     */
    public record Guess(String label, double probability) {}
}
