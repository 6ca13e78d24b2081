package io.winnow.trainer.labelling;

import java.util.Optional;

/**
 * How answers are read.
 *
 * @param several whether an item may have several classes; then an item without any is one that has none of them
 * @param idColumn column of a CSV file with the keys of the items; empty for the usual one
 * @param labelColumn column of a CSV file with the labels; empty for the usual one
 * @param finished whether people have looked at all images of a file of CVAT or COCO: then a guess that they left is their answer, and an image
 *     that may have several classes and has no tag or shape has none of them
 */
public record ReadingChoices(
        boolean several, Optional<String> idColumn, Optional<String> labelColumn, boolean finished) {
    /** Returns the usual choices. */
    public static ReadingChoices usual(boolean several) {
        return new ReadingChoices(several, Optional.empty(), Optional.empty(), false);
    }
}
