package io.winnow.trainer.labelling;

import java.util.List;

/**
 * A box around an object.
 *
 * @param label class of the object
 */
public record LabelledBox(String label, Box box) {
    /** Returns the classes of some objects, each once, in the order in which they come. */
    public static List<String> labels(List<LabelledBox> boxes) {
        return boxes.stream().map(LabelledBox::label).distinct().toList();
    }
}
