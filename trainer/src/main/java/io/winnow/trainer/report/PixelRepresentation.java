package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.ImageSignature;
import java.util.Arrays;
import java.util.List;

/** The grey pixels of images at 32 x 32: what there is without a model. */
public record PixelRepresentation(List<ImageSignature> signatures) implements Representation {
    private static final int PIXELS = 32 * 32;

    @Override
    public String name() {
        return "grey pixels at 32 x 32";
    }

    @Override
    public float[][] of(int[] items) {
        return Arrays.stream(items).mapToObj(this::vector).toArray(float[][]::new);
    }

    private float[] vector(int item) {
        float[] vector = new float[PIXELS];
        byte[] grey = signatures.get(item).grey();
        for (int p = 0; p < PIXELS; p++) {
            vector[p] = grey[p] & 0xff;
        }
        return Representation.unit(vector);
    }
}
