package io.winnow.trainer.pool;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;

/** Vectors of examples, in double precision where one is compared with another. */
public final class Vectors {
    private Vectors() {}

    /** Returns the Euclidean length of a vector. */
    static double length(float[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    /** Returns the cosine of two vectors of any length but 0. */
    public static double cosine(float[] a, float[] b) {
        return dot(a, b) / (length(a) * length(b));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (double) a[d] * b[d];
        }
        return sum;
    }

    /** Returns the indices of the vectors that are known. */
    public static int[] known(float[][] vectors) {
        return IntStream.range(0, vectors.length)
                .filter(i -> vectors[i] != null)
                .toArray();
    }

    /** Returns some vectors (M, D) at length 1. */
    public static NDArray unit(float[][] vectors, int[] chosen, NDManager manager) {
        int width = vectors[chosen[0]].length;
        float[] all = new float[Math.multiplyExact(chosen.length, width)];
        for (int i = 0; i < chosen.length; i++) {
            float[] own = vectors[chosen[i]];
            double length = length(own);
            for (int d = 0; d < width; d++) {
                all[i * width + d] = (float) (own[d] / length);
            }
        }
        return manager.create(all, new Shape(chosen.length, width));
    }
}
