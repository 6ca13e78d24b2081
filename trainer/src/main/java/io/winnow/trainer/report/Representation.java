package io.winnow.trainer.report;

import java.io.IOException;

/** Vectors of items, whose cosines say how alike the items are. */
public interface Representation {
    /** Returns what the vectors are, as it follows "by the cosine of" in a sentence. */
    String name();

    /** Returns the vectors of some items that can be read, scaled to length 1 (n, D). */
    float[][] of(int[] items) throws IOException;

    /** Scales a vector to length 1, unless it is 0. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        float[] unit = new float[vector.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = scale * vector[d];
        }
        return unit;
    }
}
