package io.winnow.trainer.labelling;

import java.util.List;

/**
 * An image in which people draw a box around each object.
 *
 * @param width width of the image in pixels
 * @param height height of the image in pixels
 * @param proposals boxes that a detector proposes, which people correct; none if they should not see them
 */
public record BoxTask(int width, int height, List<LabelledBox> proposals) {
    public BoxTask {
        proposals = List.copyOf(proposals);
    }
}
