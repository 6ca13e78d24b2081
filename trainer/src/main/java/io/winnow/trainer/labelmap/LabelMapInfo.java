package io.winnow.trainer.labelmap;

import java.util.List;
import java.util.Map;

/**
 * What is known of a folder of label maps, the content of {@link LabelMaps#INFO}.
 *
 * @param teacher the teacher as the user named it
 * @param digest SHA-256 (hex) of its weights
 * @param data SHA-256 (hex) of the data set of the images, see {@link io.winnow.datasets.example.Dataset#fingerprint}
 * @param classes names of the classes (C)
 * @param images number of images N
 * @param top number of logits of each place k
 * @param height number of places of a column H
 * @param width number of places of a row W
 * @param half whether the logits are stored in half precision
 * @param temperature the temperature of the shares in {@link LabelMaps#LABELS}
 * @param judged figures of the teacher and, if there is one, the student on labelled images, by whose they are
 */
public record LabelMapInfo(
        String teacher,
        String digest,
        String data,
        List<String> classes,
        int images,
        int top,
        int height,
        int width,
        boolean half,
        double temperature,
        Map<String, Map<String, Double>> judged) {
    /** Returns the number of logits of an image. */
    int size() {
        return top * height * width;
    }

    /** Whether the maps have the logits of all classes. */
    boolean complete() {
        return top == classes.size();
    }

    /**
     * Whether maps show the same part of an image as an input of a height and a width. A teacher sees the centred part of an image with its
     * own aspect ratio. The number of places is rounded, so a difference of less than a place does no harm.
     */
    public boolean showSamePart(long inputHeight, long inputWidth) {
        return Math.abs(height * inputWidth - width * inputHeight) <= Math.max(inputHeight, inputWidth);
    }
}
